import test from 'ava';
import { isConditional, trialSpecification } from '../../src/index.ts';

const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 10 } };
const synthetic = { name: 'synthetic', eigenvalues: [2], dim: 3, count: 4 };

/** What each field takes and what it does not, at its bounds. */
const bounds: readonly (readonly [section: string, allowed: readonly object[], refused: readonly object[]])[] = [
  [
    'optimizer',
    [{ beta1: 0 }, { beta1: 0.999 }, { beta2: 0 }, { finalFraction: 1 }, { learningRate: 1e-9 }],
    [
      { beta1: 1 },
      { beta2: 1 },
      { beta2: -0.1 },
      { finalFraction: 1.1 },
      { finalFraction: 0 },
      { learningRate: 0 },
      { epsilon: 0 },
    ],
  ],
  [
    'likelihood',
    [{ varianceFloor: 0 }, { variance: 1e-6 }],
    [{ varianceFloor: -1e-9 }, { variance: 0 }, { kind: 'cauchy' }, { learn: 'all' }],
  ],
  [
    'objective',
    [{ beta: 0 }, { samples: 1024 }, { secondBeta: 0 }, { warmupSteps: 0 }],
    [{ beta: -1 }, { samples: 0 }, { samples: 1025 }, { secondBeta: -1 }, { warmupSteps: 0.5 }],
  ],
  [
    'train',
    [{ steps: 0 }, { steps: 100_000_000 }, { steps: 1, batchSize: 1 }, { steps: 1, encoderSteps: 1000 }],
    [
      { steps: -1 },
      { steps: 100_000_001 },
      { steps: 1, batchSize: 0 },
      { steps: 1, encoderSteps: 0 },
      { steps: 1, logEvery: 0 },
    ],
  ],
  [
    'evaluation',
    [{ importanceSamples: 0 }, { importanceSamples: 1_000_000 }, { priorSamples: 1 }, { samples: 100_000 }],
    [{ importanceSamples: -1 }, { priorSamples: 0 }, { samples: 0 }, { samples: 100_001 }, { importancePoints: 0 }],
  ],
  [
    'dataset',
    [
      { ...synthetic, condition: { correlations: [0.99, -0.99] } },
      { ...synthetic, noise: 0 },
      { name: 'image-folder', folder: 'a', count: 1, size: 64 },
      { name: 'mnist', count: 60_000 },
    ],
    [
      { ...synthetic, condition: { correlations: [1] } },
      { ...synthetic, condition: { correlations: [-1.5] } },
      { ...synthetic, condition: { correlations: [] } },
      { ...synthetic, eigenvalues: [0] },
      { ...synthetic, eigenvalues: [] },
      { ...synthetic, noise: -1 },
      { ...synthetic, dim: 4097 },
      { name: 'image-folder', folder: '', count: 1 },
      { name: 'image-folder', folder: 'a', count: 1, size: 65 },
      { name: 'mnist', count: 60_001 },
    ],
  ],
];

for (const [section, allowed, refused] of bounds) {
  test(`${section}: bounds are where they are said to be`, (t) => {
    const passes = (value: object) => trialSpecification.safeParse({ ...base, [section]: value }).success;
    for (const value of allowed) t.true(passes(value), JSON.stringify(value));
    for (const value of refused) t.false(passes(value), JSON.stringify(value));
  });
}

test('a seed is an integer that JSON keeps', (t) => {
  const passes = (seed: number) => trialSpecification.safeParse({ ...base, seed }).success;
  t.deepEqual([0, Number.MAX_SAFE_INTEGER].map(passes), [true, true]);
  t.deepEqual([-1, 0.5, 2 ** 53].map(passes), [false, false, false]);
});

test('data are conditional where a condition is given, not where it is left open', (t) => {
  const dataset = (value: object) => trialSpecification.parse({ ...base, dataset: value }).dataset;
  t.false(isConditional(dataset(synthetic)));
  t.false(isConditional(dataset({ ...synthetic, condition: undefined })));
  t.true(isConditional(dataset({ ...synthetic, condition: { correlations: [0.5] } })));
  t.true(isConditional(dataset({ name: 'mnist-1k', condition: 'left-half' })));
});
