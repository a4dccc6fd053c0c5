import type { TrialSpecification } from '@collapse/trials';
import type { Activation, GaussianForm } from '../src/index.ts';
import { vaeFieldsOf } from '../src/index.ts';

/** Plain loops in float64 that share no code with the library: what its tensors are held against. */

/** The fields of dense networks, and those of likelihoods: only these loops read them beside the components. */
interface DenseFields {
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

const denseFields = (network: unknown) => network as DenseFields;

type Arrays = Readonly<Record<string, Float64Array>>;

const ACTIVATIONS: Record<Activation, (value: number) => number> = {
  relu: (value) => (value > 0 ? value : 0),
  tanh: Math.tanh,
  identity: (value) => value,
};

function layer(arrays: Arrays, name: string, x: number[]): number[] {
  const weights = arrays[`${name}.weights`] as Float64Array;
  const biases = [...(arrays[`${name}.biases`] as Float64Array)];
  return biases.map((bias, out) =>
    x.reduce((total, value, i) => total + value * (weights[i * biases.length + out] ?? 0), bias),
  );
}

function features(arrays: Arrays, part: 'encoder' | 'decoder', { model }: TrialSpecification, x: number[]): number[] {
  const { hidden, activation } = denseFields(model[part]);
  return hidden.reduce<number[]>((h, _, index) => layer(arrays, `${part}.${index}`, h).map(ACTIVATIONS[activation]), x);
}

export function posterior(arrays: Arrays, specification: TrialSpecification, x: number[]) {
  const h = features(arrays, 'encoder', specification, x);
  return {
    mean: layer(arrays, 'encoder.mean', h),
    logVariance:
      vaeFieldsOf(specification.model)?.encoder.variance === 'shared'
        ? [...(arrays['encoder.logVariance'] as Float64Array)]
        : layer(arrays, 'encoder.logVariance', h),
  };
}

export function klPerDimension({ mean, logVariance }: { mean: number[]; logVariance: number[] }): number[] {
  return mean.map((m, i) => {
    const logV = logVariance[i] as number;
    return -0.5 * (1 + logV - m ** 2 - Math.exp(logV));
  });
}

/** Location and variances of p(x|z). */
export function decoded(arrays: Arrays, specification: TrialSpecification, z: number[]) {
  const likelihood = specification.likelihood as unknown as GaussianForm;
  const h = features(arrays, 'decoder', specification, z);
  const location = layer(arrays, 'decoder.location', h);
  const variances = location.map((_, j) => {
    if (likelihood.learn === 'fixed') return likelihood.variance;
    const learned =
      likelihood.learn === 'network' ? layer(arrays, 'decoder.logVariance', h) : arrays['decoder.logVariance'];
    return Math.exp(learned?.[likelihood.learn === 'scalar' ? 0 : j] ?? Number.NaN) + likelihood.varianceFloor;
  });
  return { location, variances };
}

export function logLikelihood(
  kind: string,
  x: number[],
  { location, variances }: { location: number[]; variances: number[] },
): number {
  return x.reduce((total, value, j) => {
    const l = location[j] as number;
    if (kind === 'gaussian') {
      const variance = variances[j] as number;
      return total - 0.5 * (Math.log(2 * Math.PI * variance) + (value - l) ** 2 / variance);
    }
    const lambda = 1 / (1 + Math.exp(-l));
    const bernoulli = value * Math.log(lambda) + (1 - value) * Math.log(1 - lambda);
    if (kind === 'bernoulli') return total + bernoulli;
    const normaliser = Math.abs(lambda - 0.5) < 1e-6 ? 2 : (2 * Math.atanh(1 - 2 * lambda)) / (1 - 2 * lambda);
    return total + bernoulli + Math.log(normaliser);
  }, 0);
}

export function rows(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from({ length: width }, (_, column) => values[row * width + column] as number),
  );
}
