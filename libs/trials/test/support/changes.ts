import { type TrialInput, trialSpecification } from '../../src/index.ts';

const base = {
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 8, encoder: { hidden: [16] }, second: { latentDim: 2 } },
  likelihood: { learn: 'scalar' },
  objective: { secondBeta: 1 },
  train: { steps: 10, encoderSteps: 2 },
};
const images = { dataset: { name: 'mnist', count: 9 } };
const folder = { dataset: { name: 'image-folder', folder: 'a', count: 9 } };
const array = { dataset: { name: 'array', file: 'a.npz', count: 9 } };
const synthetic = {
  dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 4, count: 9, condition: { correlations: [0.5] } },
};
const sgd = { optimizer: { name: 'sgd', momentum: 0.9 } };
const rmsprop = { optimizer: { name: 'rmsprop' } };
const clipped = { optimizer: { clipNorm: 1 } };
const residual = (part: 'encoder' | 'decoder') => ({
  model: { [part]: { network: 'residual', width: 8, blocks: 2 } },
});
const freeBits = { objective: { freeBits: { nats: 1 } } };
const likelihood = (kind: string, fields = {}) => ({ likelihood: { kind, learn: 'scalar', ...fields } });
const convolutions = { model: { encoder: { channels: [4] }, decoder: { channels: [4] } } };

/** Every leaf field of a trial, with a trial that has it, and another value of it. Fields of data sets follow in DATASET_CHANGES. */
export const CHANGES: readonly (readonly [path: string, value: unknown, of?: object])[] = [
  ['dataset.name', 'fashion-mnist', images],
  ['dataset.scaling', 'logit'],
  ['dataset.condition', 'left-half'],
  ['dataset.count', 8, images],
  ['dataset.folder', 'b', folder],
  ['dataset.size', 16, folder],
  ['dataset.channels', 'grey', folder],
  ['dataset.testCount', 1, folder],
  ['dataset.file', 'b.npz', array],
  ['dataset.format', 'npy', array],
  ['dataset.key', 'x', array],
  ['dataset.columns', ['a'], array],
  ['dataset.testFile', 'b.npz', array],
  ['dataset.testFraction', 0.1, array],
  ['dataset.values', 'count', array],
  ['dataset.eigenvalues', [2, 2], synthetic],
  ['dataset.dim', 5, synthetic],
  ['dataset.noise', 0.1, synthetic],
  ['dataset.exact', true, synthetic],
  ['dataset.seed', 1, synthetic],
  ['dataset.condition.correlations', [0.4], synthetic],
  ['model.latentDim', 7],
  ['model.encoder.hidden', [17]],
  ['model.encoder.activation', 'tanh'],
  ['model.encoder.variance', 'amortized'],
  ['model.encoder.channels', [5], convolutions],
  ['model.decoder.hidden', [16]],
  ['model.decoder.activation', 'tanh'],
  ['model.decoder.channels', [5], convolutions],
  ['model.encoder.width', 9, residual('encoder')],
  ['model.encoder.blocks', 3, residual('encoder')],
  ['model.decoder.width', 9, residual('decoder')],
  ['model.decoder.blocks', 3, residual('decoder')],
  ['model.second.latentDim', 3],
  ['model.second.priorVariance', 0.5],
  ['model.second.firstVariance', 0.5],
  ['model.start', 'linear'],
  ['model.initialization', 'pytorch'],
  ['likelihood.kind', 'bernoulli', { likelihood: { learn: 'fixed' } }],
  ['likelihood.variance', 2],
  ['likelihood.learn', 'fixed'],
  ['likelihood.varianceFloor', 0.1],
  ['likelihood.scale', 2, likelihood('laplace')],
  ['likelihood.scaleFloor', 0.1, likelihood('laplace')],
  ['likelihood.degreesOfFreedom', 5, likelihood('student-t')],
  ['likelihood.dispersion', 2, likelihood('negative-binomial')],
  ['likelihood.dispersionFloor', 0.1, likelihood('negative-binomial')],
  ['likelihood.librarySize', 'observed', likelihood('zero-inflated-negative-binomial')],
  ['likelihood.concentration', 3, likelihood('beta')],
  ['objective.estimator', 'analytic'],
  ['objective.samples', 2],
  ['objective.beta', 2],
  ['objective.secondBeta', 2],
  ['objective.warmupSteps', 3],
  ['objective.reduction', 'sum-sum'],
  ['objective.basis', 'eigen'],
  ['optimizer.name', 'rmsprop'],
  ['objective.freeBits.nats', 2, freeBits],
  ['objective.freeBits.per', 'total', freeBits],
  ['objective.freeBits.over', 'example', freeBits],
  ['optimizer.learningRate', 0.1],
  ['optimizer.schedule', 'cosine'],
  ['optimizer.finalFraction', 0.1],
  ['optimizer.beta1', 0.8],
  ['optimizer.beta2', 0.8],
  ['optimizer.epsilon', 0.1],
  ['optimizer.momentum', 0.8, sgd],
  ['optimizer.nesterov', true, sgd],
  ['optimizer.alpha', 0.8, rmsprop],
  ['optimizer.clipNorm', 2, clipped],
  ['train.steps', 11],
  ['train.batchSize', 5],
  ['train.logEvery', 3],
  ['train.encoderSteps', 3],
  ['evaluation.samples', 3],
  ['evaluation.importanceSamples', 3],
  ['evaluation.importancePoints', 3],
  ['evaluation.priorSamples', 3],
  ['evaluation.marginalSamples', 3],
  ['evaluation.gapPoints', 3],
  ['evaluation.gapSteps', 3],
  ['seed', 1],
];

/** Both trials of a change, which differ in that one field. */
export function changedTrials([path, value, of = {}]: (typeof CHANGES)[number]) {
  const one = laid(base, of);
  const change = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
  return [one, laid(one, change)].map((input) => trialSpecification.parse(input as TrialInput));
}

/** A change laid over a trial, field by field; a data set of another name replaces the whole. */
export function laid(target: object, change: object): object {
  const merged: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(change)) {
    const known = merged[key];
    const both = [known, value].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    const sameKind = !namesKind(key, value) || Object.keys(value as object).length === 1;
    merged[key] = both && sameKind ? laid(known as object, value as object) : value;
  }
  return merged;
}

/** Whether a section's value says of which kind the section is. */
function namesKind(key: string, value: unknown): boolean {
  const names = key === 'dataset' ? 'name' : 'network';
  return typeof value === 'object' && value !== null && names in value;
}
