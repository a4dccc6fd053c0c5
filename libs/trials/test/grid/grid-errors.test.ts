import test from 'ava';
import { GridError, parseGrid, UserError } from '../../src/index.ts';
import { base, issuesOf, testMistakes, trialIssues } from '../support/grid-issues.ts';

// Fields: those that are missing, misspelt or of the wrong type.
testMistakes([
  [
    'a grid that is no object',
    () => issuesOf(3),
    'grid',
    'an object with $schema, name, description, components, base, axes',
    '3',
    'Write an object with $schema, name, description, components, base, axes.',
  ],
  [
    'no name',
    () => issuesOf({ base }),
    'name',
    'a text of letters, digits, dots, dashes and underscores, which can name the study folder',
    'nothing',
    'Add name to the grid.',
  ],
  [
    'a name that is no folder',
    () => issuesOf({ name: '../a', base }),
    'name',
    'a text of letters, digits, dots, dashes and underscores, which can name the study folder',
    '"../a"',
    'Write a text of letters, digits, dots, dashes and underscores, which can name the study folder.',
  ],
  [
    'a misspelt part of the grid',
    () => issuesOf({ name: 'a', base, axis: {} }),
    'axis',
    'a field that exists ($schema, name, description, components, base, axes)',
    'an unknown field with {}',
    'Did you mean axes?',
  ],
  [
    'a misspelt field',
    () => trialIssues({ optimizer: { learningrate: 0.1 } }),
    'optimizer.learningrate',
    'a field that exists (name, learningRate, schedule, finalFraction, beta1, beta2, epsilon, clipNorm)',
    'an unknown field with 0.1',
    'Did you mean optimizer.learningRate?',
  ],
  [
    'a field in the wrong place',
    () => trialIssues({ latentDim: 3 }),
    'latentDim',
    'a field that exists (dataset, model, likelihood, objective, optimizer, train, evaluation, seed)',
    'an unknown field with 3',
    'Did you mean model.latentDim?',
  ],
  [
    'a field like no other',
    () => trialIssues({ zzzzzz: null }),
    'zzzzzz',
    'a field that exists (dataset, model, likelihood, objective, optimizer, train, evaluation, seed)',
    'an unknown field with null',
    'Remove it.',
  ],
  [
    'a field of another data set',
    () => trialIssues({ dataset: { name: 'mnist-1k', count: 5 } }),
    'dataset.count',
    'a field that exists (name, scaling, condition)',
    'an unknown field with 5',
    'Remove it: it is a field of dataset.name "mnist", "fashion-mnist", "image-folder", "array" and "synthetic".',
  ],
  [
    'a missing field',
    () => trialIssues({ train: {} }),
    'train.steps',
    'an integer >= 0 and <= 100000000',
    'nothing',
    "Add train.steps to the grid's base.",
  ],
  [
    'no data set',
    () => issuesOf({ name: 'a', base: { model: base.model, train: base.train } }),
    'dataset',
    'an object with name, ...',
    'nothing',
    "Add dataset to the grid's base.",
  ],
  [
    'a data set that does not exist',
    () => trialIssues({ dataset: { name: 'mnst' } }),
    'dataset.name',
    'one of "mnist-1k", "mnist", "fashion-mnist", "image-folder", "array", "synthetic"',
    '"mnst"',
    'Did you mean "mnist"?',
  ],
  [
    'a text for a number',
    () => trialIssues({ objective: { beta: '1' } }),
    'objective.beta',
    'a number >= 0',
    '"1"',
    'Write a number >= 0.',
  ],
  [
    'a list for an object',
    () => trialIssues({ model: { latentDim: 2, encoder: [] } }),
    'model.encoder',
    'an object with network, activation, variance, ...',
    '[]',
    'Write an object with network, activation, variance, ....',
  ],
  [
    'a width that is no number',
    () => trialIssues({ model: { latentDim: 2, encoder: { hidden: [1, 'a'] } } }),
    'model.encoder.hidden.1',
    'an integer >= 1',
    '"a"',
    'Write an integer >= 1.',
  ],
  [
    'a variance of 0',
    () => trialIssues({ likelihood: { variance: 0 } }),
    'likelihood.variance',
    'a number > 0',
    '0',
    'Write a number > 0 (decoder variance, or its start where it is learned).',
  ],
  [
    'a negative beta',
    () => trialIssues({ objective: { beta: -1 } }),
    'objective.beta',
    'a number >= 0',
    '-1',
    'Write a number >= 0.',
  ],
  [
    'a beta that is no number',
    () => trialIssues({ objective: { beta: Number.NaN } }),
    'objective.beta',
    'a number >= 0',
    'NaN',
    'Write a number >= 0.',
  ],
  [
    'an infinite beta',
    () => trialIssues({ objective: { beta: Number.POSITIVE_INFINITY } }),
    'objective.beta',
    'a number >= 0',
    'Infinity',
    'Write a number >= 0.',
  ],
  [
    'a latent dimension that is no integer',
    () => trialIssues({ model: { latentDim: 2.5 } }),
    'model.latentDim',
    'an integer >= 1',
    '2.5',
    'Write an integer >= 1.',
  ],
  [
    'a misspelt choice',
    () => trialIssues({ objective: { estimator: 'anaytic' } }),
    'objective.estimator',
    'one of "analytic", "stochastic"',
    '"anaytic"',
    'Did you mean "analytic"?',
  ],
  [
    'a batch size of 0',
    () => trialIssues({ train: { steps: 1, batchSize: 0 } }),
    'train.batchSize',
    'an integer >= 1 or "full"',
    '0',
    'Write an integer >= 1 or "full".',
  ],
  [
    'a text for a data set with a choice of kinds',
    () => trialIssues({ dataset: 'mnist' }),
    'dataset',
    'an object with name, ...',
    '"mnist"',
    'Write an object with name, ....',
  ],
]);

test('all that is wrong is told at once, each thing once however many trials have it', (t) => {
  const issues = trialIssues(
    { objective: { beta: -1, estimater: 'analytic' }, model: { latentDim: 0 } },
    { seed: [0, 1, 2, 3], 'likelihood.variance': [1, -1] },
  );
  t.deepEqual(issues.map(({ field }) => field).sort(), [
    'likelihood.variance',
    'model.latentDim',
    'objective.beta',
    'objective.estimater',
  ]);
});

test('an error of the data set is one of the grid', (t) => {
  const problem = new UserError({ field: 'dataset.count', expected: 'more', received: '1', remedy: 'Raise it.' });
  const datasetFacts = () => {
    throw problem;
  };
  const error = t.throws(() => parseGrid({ name: 'a', base }, 'grid.json', { datasetFacts }), {
    instanceOf: GridError,
  });
  t.deepEqual(error.issues, [problem]);
  t.true(error instanceof UserError);
});
