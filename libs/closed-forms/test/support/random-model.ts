import fc from 'fast-check';
import { type LinearVae, type Moments, momentsOf } from '../../src/index.ts';

/** Standard normal numbers of a seed (xorshift, then Box and Muller). */
export function standardNormals(seed: number): () => number {
  let state = (seed | 0) ^ 0x2545f491 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 20; warmUp++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

export interface RandomCase {
  readonly vae: LinearVae;
  readonly values: Float64Array;
  readonly count: number;
  readonly moments: Moments;
  readonly normal: () => number;
}

export interface RandomShape {
  readonly dim: number;
  readonly latentDim: number;
  readonly count: number;
  readonly seed: number;
  readonly perDimension: boolean;
}

/** A linear VAE with every part random, biases too, and correlated data that it does not fit. */
export function randomCase({ dim, latentDim, count, seed, perDimension }: RandomShape): RandomCase {
  const normal = standardNormals(seed);
  const normals = (length: number, scale: number) => Float64Array.from({ length }, () => scale * normal());
  const variances = (length: number) => Float64Array.from({ length }, () => Math.exp(0.7 * normal() - 0.5));
  const mixing = normals(dim * dim, 1);
  const values = new Float64Array(count * dim);
  for (let n = 0; n < count; n++) {
    const source = normals(dim, 0.6);
    for (let j = 0; j < dim; j++) {
      values[n * dim + j] = source.reduce((sum, value, i) => sum + value * at(mixing, j * dim + i), 0.3 * j);
    }
  }
  const vae: LinearVae = {
    latentDim,
    dim,
    decoderWeights: normals(dim * latentDim, 0.8),
    decoderBias: normals(dim, 0.5),
    decoderVariance: variances(perDimension ? dim : 1),
    encoderWeights: normals(latentDim * dim, 0.5),
    encoderBias: normals(latentDim, 0.3),
    posteriorVariance: variances(latentDim),
  };
  return { vae, values, count, moments: momentsOf(values, count, dim), normal };
}

export const randomShapes: fc.Arbitrary<RandomShape> = fc.record({
  dim: fc.integer({ min: 1, max: 7 }),
  latentDim: fc.integer({ min: 1, max: 8 }),
  count: fc.integer({ min: 1, max: 15 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  perDimension: fc.boolean(),
});

/** An element that is there. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} of ${values.length}`);
  return value;
}

/** |a - b| relative to their size, or absolute below 1. */
export function difference(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}

/** The decoder variance of dimension j of x. */
export function varianceAt({ decoderVariance }: LinearVae, j: number): number {
  return at(decoderVariance, decoderVariance.length === 1 ? 0 : j);
}
