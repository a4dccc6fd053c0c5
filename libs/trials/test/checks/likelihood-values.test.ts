import test from 'ava';
import { checkTrial, type TrialInput, trialSpecification } from '../../src/index.ts';

const array = { name: 'array', file: 'x.csv' } as const;

function issues(likelihood: TrialInput['likelihood'], dataset: TrialInput['dataset'], supports?: readonly 'unit'[]) {
  const specification = trialSpecification.parse({ dataset, likelihood, model: { latentDim: 1 }, train: { steps: 1 } });
  const found = checkTrial(specification, supports === undefined ? null : { dim: 3, count: 9, supports });
  return found.map(({ field, expected, received, remedy }) => [field, expected, received, remedy]);
}

const UNKNOWN_TO_FIT = ['unit'] as const;

test('counts and shares that an array does not hold are refused, with what to do', (t) => {
  t.deepEqual(issues({ kind: 'poisson' }, array, UNKNOWN_TO_FIT), [
    [
      'likelihood.kind',
      '"gaussian" for the data set "array", whose values are not all whole numbers from 0 on',
      '"poisson"',
      'Write "gaussian", or another likelihood of such values.',
    ],
  ]);
  t.deepEqual(issues({ kind: 'negative-binomial' }, { ...array, scaling: 'log1p' }, UNKNOWN_TO_FIT), [
    [
      'likelihood.kind',
      '"gaussian" for the data set "array", whose values are not all whole numbers from 0 on',
      '"negative-binomial"',
      'Write "gaussian", or set dataset.scaling to "none" for a file of counts.',
    ],
  ]);
  t.deepEqual(issues({ kind: 'beta' }, array, UNKNOWN_TO_FIT), [
    [
      'likelihood.kind',
      '"gaussian" for the data set "array", whose values are not all above 0 and below 1',
      '"beta"',
      'Write "gaussian", or move values of 0 and 1 a little inside in the file.',
    ],
  ]);
});

test('counts that are scaled are none, which is known before the file is read', (t) => {
  for (const kind of ['poisson', 'zero-inflated-negative-binomial', 'beta'] as const) {
    const values = kind === 'beta' ? 'values above 0 and below 1' : 'whole numbers from 0 on';
    t.deepEqual(issues({ kind }, { ...array, scaling: 'standardize' }), [
      [
        'dataset.scaling',
        `"none" for likelihood.kind "${kind}", which needs ${values}`,
        '"standardize"',
        'Write "none", or set likelihood.kind to "gaussian".',
      ],
    ]);
    t.deepEqual(issues({ kind }, array), []);
  }
});

test('images and synthetic data are neither counts nor shares; a density of any number takes them', (t) => {
  const synthetic: TrialInput['dataset'] = { name: 'synthetic', eigenvalues: [2], dim: 4, count: 9 };
  const images: TrialInput['dataset'] = { name: 'mnist-1k' };
  for (const dataset of [synthetic, images]) {
    for (const kind of ['poisson', 'beta'] as const) t.is(issues({ kind }, dataset)[0]?.[0], 'likelihood.kind');
    for (const kind of ['laplace', 'student-t'] as const) t.deepEqual(issues({ kind }, dataset), []);
  }
});
