import type { Dataset } from '@collapse/datasets';

/** Parameters by name, each with a pack axis of 1. */
export type PlainParameters = Readonly<Record<string, { readonly values: ArrayLike<number> }>>;

export interface PlainElbo {
  readonly reconstruction: number;
  readonly kl: number;
}

/**
 * The ELBO of a linear VAE of decoder variance `variance`, summed up point by point in plain numbers: E_q |x - Wz - b|^2 is
 * |x - W mu - b|^2 + sum_i var_i |w_i|^2. x is taken relative to
 * the mean that the data set gives.
 */
export function plainElbo(parameters: PlainParameters, dataset: Dataset, variance: number): PlainElbo {
  const { count, dim, values, moments } = dataset;
  const numbers = (name: string) => parameters[name]?.values ?? [];
  const biases = numbers('encoder.mean.biases');
  const shared = numbers('encoder.logVariance');
  const k = biases.length;
  const weights = numbers('decoder.location.weights');
  let [reconstruction, kl] = [0, 0];
  for (let n = 0; n < count; n++) {
    const x = Array.from({ length: dim }, (_, j) => at(values, n * dim + j) - at(moments.mean, j));
    const linear = (map: ArrayLike<number>, start: ArrayLike<number>, i: number) =>
      x.reduce((sum, value, j) => sum + value * at(map, j * k + i), at(start, i));
    const mean = Array.from({ length: k }, (_, i) => linear(numbers('encoder.mean.weights'), biases, i));
    const logVariance = Array.from({ length: k }, (_, i) =>
      shared.length === k
        ? at(shared, i)
        : linear(numbers('encoder.logVariance.weights'), numbers('encoder.logVariance.biases'), i),
    );
    let error = 0;
    for (let j = 0; j < dim; j++) {
      const row = mean.map((_, i) => at(weights, i * dim + j));
      const decoded = row.reduce((sum, w, i) => sum + w * at(mean, i), at(numbers('decoder.location.biases'), j));
      error += (at(x, j) - decoded) ** 2 + row.reduce((sum, w, i) => sum + w * w * Math.exp(at(logVariance, i)), 0);
    }
    reconstruction -= (error / variance + dim * Math.log(2 * Math.PI * variance)) / 2 / count;
    for (const [i, value] of mean.entries()) {
      const log = at(logVariance, i);
      kl += (Math.exp(log) + value * value - 1 - log) / 2 / count;
    }
  }
  return { reconstruction, kl };
}

/** The gradient of a function of the parameters by central differences in float64. */
export function plainGradient(
  value: (parameters: PlainParameters) => number,
  parameters: PlainParameters,
  step = 1e-5,
): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { values }]) => [
      name,
      Float64Array.from(values, (_, index) => {
        const moved = (by: number) => {
          const other = Float64Array.from(values);
          other[index] = at(other, index) + by;
          return value({ ...parameters, [name]: { values: other } });
        };
        return (moved(step) - moved(-step)) / (2 * step);
      }),
    ]),
  );
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} of ${values.length}`);
  return value;
}
