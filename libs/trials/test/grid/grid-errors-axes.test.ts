import test from 'ava';
import { GridError, parseGrid } from '../../src/index.ts';
import { base, facts, testMistakes, trialIssues } from '../support/grid-issues.ts';

testMistakes([
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
    'a field that exists (name, learningRate, schedule, finalFraction, beta1, beta2, epsilon, clipNorm)',
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
]);

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
