import test from 'ava';
import { type DatasetFacts, GridError, type Issue, parseGrid, UserError } from '../src/index.ts';

const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 10 } };
const facts: DatasetFacts = { dim: 784, count: 1000, rank: 600 };

function issuesOf(input: unknown): readonly Issue[] {
  try {
    parseGrid(input, 'grid.json', { datasetFacts: () => facts });
  } catch (error) {
    if (error instanceof GridError)
      return error.issues.map(({ field, expected, received, remedy }) => ({ field, expected, received, remedy }));
    throw error;
  }
  return [];
}

const trialIssues = (changes: object, axes: object = {}) =>
  issuesOf({ name: 'a', base: { ...base, ...changes }, axes });

/** Each grid has the one thing wrong that its issue tells, part by part. */
const cases: readonly (readonly [
  title: string,
  issues: () => readonly Issue[],
  field: string,
  expected: string,
  received: string,
  remedy: string,
])[] = [
  [
    'a grid that is no object',
    () => issuesOf(3),
    'grid',
    'an object with $schema, name, description, base, axes',
    '3',
    'Write an object with $schema, name, description, base, axes.',
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
    'a field that exists ($schema, name, description, base, axes)',
    'an unknown field with {}',
    'Did you mean axes?',
  ],
  [
    'a misspelt field',
    () => trialIssues({ optimizer: { learningrate: 0.1 } }),
    'optimizer.learningrate',
    'a field that exists (name, learningRate, schedule, finalFraction, beta1, beta2, epsilon)',
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
    'Remove it.',
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
    'one of "mnist-1k", "mnist", "fashion-mnist", "image-folder", "synthetic"',
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
    'an object with hidden, activation, variance, channels',
    '[]',
    'Write an object with hidden, activation, variance, channels.',
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
    'latentDim above the dimension',
    () => trialIssues({ model: { latentDim: 785 } }),
    'model.latentDim',
    'an integer <= 784, the dimension of the data',
    '785',
    'Write 784 or less.',
  ],
  [
    'latentDim at the rank, variance learned',
    () => trialIssues({ model: { latentDim: 600 }, likelihood: { learn: 'scalar' } }),
    'model.latentDim',
    'an integer < 600, the rank of the data, where the decoder variance is learned',
    '600',
    'Write 599 or less, or set likelihood.varianceFloor: without one the likelihood has no maximum, its variance goes to 0.',
  ],
  [
    'a batch larger than the data',
    () => trialIssues({ train: { steps: 1, batchSize: 1001 } }),
    'train.batchSize',
    'an integer <= 1000, the number of data points, or "full"',
    '1001',
    'Write 1000 or less, or "full" for all of them.',
  ],
  [
    'analytic with a nonlinear decoder',
    () => trialIssues({ objective: { estimator: 'analytic' }, model: { latentDim: 2, decoder: { hidden: [200] } } }),
    'model.decoder.hidden',
    '[], a linear decoder, for objective.estimator "analytic"',
    '[200]',
    'Write [], or set objective.estimator to "stochastic".',
  ],
  [
    'analytic with a Bernoulli decoder',
    () => trialIssues({ objective: { estimator: 'analytic' }, likelihood: { kind: 'bernoulli' } }),
    'likelihood.kind',
    '"gaussian" for objective.estimator "analytic"',
    '"bernoulli"',
    'Write "gaussian", or set objective.estimator to "stochastic".',
  ],
  [
    'analytic with a variance from the network',
    () => trialIssues({ objective: { estimator: 'analytic' }, likelihood: { learn: 'network' } }),
    'likelihood.learn',
    '"fixed", "scalar" or "per-dimension" for objective.estimator "analytic"',
    '"network"',
    'Write one of them, or set objective.estimator to "stochastic".',
  ],
  [
    'eigenbasis without analytic',
    () => trialIssues({ objective: { basis: 'eigen' } }),
    'objective.estimator',
    '"analytic" for objective.basis "eigen"',
    '"stochastic"',
    'Write "analytic", or set objective.basis to "pixel".',
  ],
  [
    'eigenbasis with batches',
    () => trialIssues({ objective: { basis: 'eigen', estimator: 'analytic' }, train: { steps: 1, batchSize: 10 } }),
    'train.batchSize',
    '"full" for objective.basis "eigen"',
    '10',
    'Write "full", or set objective.basis to "pixel".',
  ],
  [
    'eigenbasis with a variance for each pixel',
    () => trialIssues({ objective: { basis: 'eigen', estimator: 'analytic' }, likelihood: { learn: 'per-dimension' } }),
    'likelihood.learn',
    '"fixed" or "scalar" for objective.basis "eigen"',
    '"per-dimension"',
    'Write "fixed" or "scalar", or set objective.basis to "pixel".',
  ],
  [
    'eigenbasis with a nonlinear encoder',
    () =>
      trialIssues({
        objective: { basis: 'eigen', estimator: 'analytic' },
        model: { latentDim: 2, encoder: { hidden: [5] } },
      }),
    'model.encoder.hidden',
    '[] for objective.basis "eigen"',
    '[5]',
    'Write [], or set objective.basis to "pixel".',
  ],
  [
    'eigenbasis with an amortized variance',
    () =>
      trialIssues({
        objective: { basis: 'eigen', estimator: 'analytic' },
        model: { latentDim: 2, encoder: { variance: 'amortized' } },
      }),
    'model.encoder.variance',
    '"shared" for objective.basis "eigen"',
    '"amortized"',
    'Write "shared", or set objective.basis to "pixel".',
  ],
  [
    'a Bernoulli with a learned variance',
    () => trialIssues({ likelihood: { kind: 'bernoulli', learn: 'scalar' } }),
    'likelihood.learn',
    '"fixed" for likelihood.kind "bernoulli", which has no variance',
    '"scalar"',
    'Write "fixed", or set likelihood.kind to "gaussian".',
  ],
  [
    'a Bernoulli of logits',
    () =>
      trialIssues({ likelihood: { kind: 'continuous-bernoulli' }, dataset: { name: 'mnist-1k', scaling: 'logit' } }),
    'dataset.scaling',
    '"unit" for likelihood.kind "continuous-bernoulli", which needs values between 0 and 1',
    '"logit"',
    'Write "unit", or set likelihood.kind to "gaussian".',
  ],
  [
    'a Bernoulli of synthetic data',
    () =>
      trialIssues({
        likelihood: { kind: 'bernoulli' },
        dataset: { name: 'synthetic', eigenvalues: [1], dim: 3, count: 9 },
      }),
    'likelihood.kind',
    '"gaussian" for the data set "synthetic", whose values are not between 0 and 1',
    '"bernoulli"',
    'Write "gaussian", or choose a data set of images.',
  ],
  [
    'a loss as written with a learned variance',
    () => trialIssues({ objective: { reduction: 'sum-sum' }, likelihood: { learn: 'scalar' } }),
    'likelihood.learn',
    '"fixed" for objective.reduction "sum-sum", a loss without a decoder variance',
    '"scalar"',
    'Write "fixed", or set objective.reduction to "elbo".',
  ],
  [
    'a warm-up longer than the training',
    () => trialIssues({ objective: { warmupSteps: 11 } }),
    'objective.warmupSteps',
    'an integer <= train.steps = 10',
    '11',
    'Lower it or raise train.steps, so that beta gets to its value.',
  ],
  [
    'an empty axis',
    () => trialIssues({}, { seed: [] }),
    'axes["seed"]',
    'a list that is not empty',
    '[]',
    'Write a list that is not empty.',
  ],
  [
    'an axis that is no list',
    () => trialIssues({}, { seed: 3 }),
    'axes["seed"]',
    'a list that is not empty',
    '3',
    'Write a list that is not empty.',
  ],
  [
    'a misspelt axis',
    () => trialIssues({}, { 'objective.betta': [1] }),
    'axes["objective.betta"]',
    'the dotted path of a field of a trial',
    '"objective.betta"',
    'Did you mean objective.beta?',
  ],
  [
    'an axis without the first part of its path',
    () => trialIssues({}, { beta: [1] }),
    'axes["beta"]',
    'the dotted path of a field of a trial',
    '"beta"',
    'Did you mean objective.beta?',
  ],
  [
    'a misspelt axis without the first part of its path',
    () => trialIssues({}, { lerningRate: [1] }),
    'axes["lerningRate"]',
    'the dotted path of a field of a trial',
    '"lerningRate"',
    'Did you mean optimizer.learningRate?',
  ],
  [
    'an axis like no field',
    () => trialIssues({}, { 'foo.bar': [1] }),
    'axes["foo.bar"]',
    'the dotted path of a field of a trial',
    '"foo.bar"',
    'The fields begin with dataset, model, likelihood, objective, optimizer, train, evaluation, seed.',
  ],
  [
    'a duplicate in an axis',
    () => trialIssues({}, { seed: [1, 2, 1] }),
    'axes["seed"]',
    'values that differ',
    '1 as value 1 and again as value 3',
    'Remove one of them.',
  ],
  [
    'a duplicate object in an axis',
    () =>
      trialIssues(
        {},
        { model: [{ encoder: { hidden: [3], activation: 'tanh' } }, { encoder: { activation: 'tanh', hidden: [3] } }] },
      ),
    'axes["model"]',
    'values that differ',
    '{"encoder":{"activation":"tanh","hidden":[3]}} as value 1 and again as value 2',
    'Remove one of them.',
  ],
  [
    'values that make the same trial',
    () => trialIssues({}, { model: [{ encoder: {} }, { encoder: { hidden: [] } }] }),
    'axes["model"]',
    'values that make different trials',
    '{"encoder":{}} and {"encoder":{"hidden":[]}}, which make the same one',
    'Remove one of them: once defaults are filled in and later axes are merged, they do not differ.',
  ],
  [
    'a misspelt field in an axis',
    () => trialIssues({}, { optimizer: [{ learningrate: 1 }] }),
    'optimizer.learningrate',
    'a field that exists (name, learningRate, schedule, finalFraction, beta1, beta2, epsilon)',
    'an unknown field with 1',
    'Did you mean optimizer.learningRate?',
  ],
  [
    'an axis value of the wrong type',
    () => trialIssues({}, { 'objective.beta': [1, 'two'] }),
    'objective.beta',
    'a number >= 0',
    '"two"',
    'Write a number >= 0.',
  ],
  [
    'a text for a data set with a choice of kinds',
    () => trialIssues({ dataset: 'mnist' }),
    'dataset',
    'an object with name, ...',
    '"mnist"',
    'Write an object with name, ....',
  ],
];

for (const [title, issues, field, expected, received, remedy] of cases) {
  test(`refused: ${title}`, (t) => {
    t.deepEqual(issues(), [{ field, expected, received, remedy }]);
  });
}

test('a grid of more than a million trials is refused before any is made', (t) => {
  const values = (length: number) => Array.from({ length }, (_, index) => index);
  let asked = 0;
  const grid = { name: 'a', base, axes: { seed: values(1001), 'objective.beta': values(1000) } };
  const error = t.throws(() => parseGrid(grid, 'grid.json', { datasetFacts: () => ({ ...facts, count: ++asked }) }), {
    instanceOf: GridError,
  });
  t.is(
    error.message,
    'grid.json: there is a problem with this grid\n  axes: expected at most 1,000,000 trials, received 1,001,000 (1001 x 1000). Leave out values or axes, or split the grid.',
  );
  t.is(asked, 0);
});

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
