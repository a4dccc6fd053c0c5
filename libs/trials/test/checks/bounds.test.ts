import test from 'ava';
import { trialSpecification } from '../../src/index.ts';
import { laid } from '../support/changes.ts';

const base = {
  dataset: { name: 'synthetic', eigenvalues: [1], dim: 4, count: 9, condition: { correlations: [0.5] } },
  model: { latentDim: 2, second: { latentDim: 1 } },
  train: { steps: 1 },
};

/** By field, the values at the edge that are still right and those just outside. */
const EDGES: Readonly<Record<string, { readonly right: readonly unknown[]; readonly wrong: readonly unknown[] }>> = {
  'dataset.eigenvalues': { right: [[1e-30], [1e30]], wrong: [[], [0], [-1], [1e-31], [1e31]] },
  'dataset.dim': { right: [1, 4096], wrong: [0, 4097, 1.5] },
  'dataset.noise': { right: [0, 1e30], wrong: [-1e-9, 1e31] },
  'dataset.condition.correlations': { right: [[0.999], [-0.999], [0]], wrong: [[], [1], [-1]] },
  'model.latentDim': { right: [1], wrong: [0, 1.5] },
  'model.encoder.hidden': { right: [[], Array(16).fill(1)], wrong: [[0], Array(17).fill(1)] },
  'model.encoder.channels': { right: [[1], Array(6).fill(1)], wrong: [[], [0], Array(7).fill(1)] },
  'model.decoder.channels': { right: [[1], Array(6).fill(1)], wrong: [[], [0], Array(7).fill(1)] },
  'model.second.latentDim': { right: [1], wrong: [0] },
  'model.second.priorVariance': { right: [1e-9], wrong: [0, -1] },
  'model.second.firstVariance': { right: [1e-9, 'learned'], wrong: [0, -1, 'fixed'] },
  'likelihood.variance': { right: [1e-9], wrong: [0, -1] },
  'likelihood.varianceFloor': { right: [0], wrong: [-1e-9] },
  'objective.samples': { right: [1, 1024], wrong: [0, 1025] },
  'objective.beta': { right: [0], wrong: [-1e-9] },
  'objective.secondBeta': { right: [0], wrong: [-1e-9] },
  'objective.warmupSteps': { right: [0], wrong: [-1, 0.5] },
  'optimizer.learningRate': { right: [1e-9], wrong: [0] },
  'optimizer.finalFraction': { right: [1, 1e-9], wrong: [0, 1.001] },
  'optimizer.beta1': { right: [0, 0.9999], wrong: [-0.1, 1] },
  'optimizer.beta2': { right: [0, 0.9999], wrong: [-0.1, 1] },
  'optimizer.epsilon': { right: [1e-300], wrong: [0] },
  'optimizer.clipNorm': { right: [1e-9], wrong: [0, -1] },
  'train.steps': { right: [0, 100_000_000], wrong: [-1, 100_000_001] },
  'train.batchSize': { right: [1, 'full'], wrong: [0, 'all'] },
  'train.logEvery': { right: [1, 'auto'], wrong: [0] },
  'train.encoderSteps': { right: [1, 1000], wrong: [0, 1001] },
  'evaluation.samples': { right: [1, 100_000], wrong: [0, 100_001] },
  'evaluation.importanceSamples': { right: [0, 1_000_000], wrong: [-1, 1_000_001] },
  'evaluation.importancePoints': { right: [1], wrong: [0] },
  'evaluation.priorSamples': { right: [1, 10_000_000], wrong: [0, 10_000_001] },
  seed: { right: [0, Number.MAX_SAFE_INTEGER], wrong: [-1, 0.5, 2 ** 53] },
};

for (const [path, { right, wrong }] of Object.entries(EDGES)) {
  test(`${path}: what is right at the edge and what is not`, (t) => {
    const accepted = (value: unknown) => {
      const change = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
      return trialSpecification.safeParse(laid(base, change)).success;
    };
    for (const value of right) t.true(accepted(value), JSON.stringify(value));
    for (const value of wrong) t.false(accepted(value), JSON.stringify(value));
  });
}
