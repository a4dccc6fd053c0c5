import type { FloatTensor } from '@collapse/datasets';
import type { Posteriors, PosteriorsOfParts, StoredWeights } from '@collapse/training';

/**
 * Weights as docs/python.md has them: matrices [in, out], of what is a vector the values alone, and the mean of the training
 * data.
 */
export function weightTensors({ parameters, dataMean }: StoredWeights): Record<string, FloatTensor> {
  const tensors: Record<string, FloatTensor> = {};
  for (const [name, { shape, values }] of Object.entries(parameters)) {
    // Without the pack axis, and vectors without the axis of their data points.
    tensors[name] = { shape: shape.slice(name.endsWith('.weights') ? 1 : 2), values };
  }
  return { ...tensors, dataMean: { shape: [dataMean.length], values: dataMean } };
}

/** Posteriors as `npx sweep diagnose` takes them, those of held-out data under names that start with `test.`. */
export function posteriorTensors({ train, test }: PosteriorsOfParts): Record<string, FloatTensor> {
  return { ...tensorsOf(train, ''), ...(test ? tensorsOf(test, 'test.') : {}) };
}

function tensorsOf({ count, latentDim, means, logVariances }: Posteriors, prefix: string): Record<string, FloatTensor> {
  const shape = [count, latentDim];
  return {
    [`${prefix}means`]: { shape, values: means },
    [`${prefix}log_variances`]: { shape, values: logVariances },
  };
}
