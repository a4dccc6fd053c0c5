import { eigenvaluesOf, type LeadingSpectrum, leadingEigenvalues } from '@collapse/closed-forms';
import { standardNormals } from '../philox.ts';
import { diagonalOf } from './scaled-moments.ts';

/** Up to this dimension all eigenvalues are computed: it takes a second or two. */
const ALL_EIGENVALUES = 1536;
/** Up to this share of the dimension, leading eigenvalues are had sooner than all of them. */
const LEADING_SHARE = 1 / 4;

/** What is known of the spectrum of data. */
export interface KnownSpectrum {
  /** Descending, shape [known]: all of them where `leading` is null. */
  readonly eigenvalues: Float64Array;
  /** The sum of all eigenvalues. */
  readonly trace: number;
  /** null where every eigenvalue is known. */
  readonly leading: Pick<LeadingSpectrum, 'residualNorms' | 'rest'> | null;
}

/**
 * @param covariance shape [dim, dim]
 * @param wanted leading eigenvalues that are needed, where not all are computed
 */
export function knownSpectrum(covariance: Float64Array, dim: number, wanted: number): KnownSpectrum {
  const trace = diagonalOf(covariance, dim).reduce((sum, value) => sum + value, 0);
  if (dim <= ALL_EIGENVALUES || wanted > LEADING_SHARE * dim) {
    return { eigenvalues: eigenvaluesOf({ covariance, dim }), trace, leading: null };
  }
  return leadingSpectrum(symmetricProducts(covariance, dim), dim, trace, wanted);
}

/** Of a covariance known by its products: the leading eigenvalues, or all of them where nothing is left for the others. */
export function leadingSpectrum(
  multiply: Parameters<typeof leadingEigenvalues>[0],
  dim: number,
  trace: number,
  wanted: number,
): KnownSpectrum {
  const found = leadingEigenvalues(multiply, { dim, wanted, trace, normal: normalsOf(dim) });
  const { eigenvalues, residualNorms, rest } = found;
  if (rest > 0) return { eigenvalues, trace, leading: { residualNorms, rest } };
  const all = new Float64Array(dim);
  all.set(eigenvalues);
  return { eigenvalues: all, trace, leading: null };
}

/** The same numbers at every call for the same dimension. */
function normalsOf(dim: number): () => number {
  let drawn: Float64Array = new Float64Array(0);
  let next = 0;
  let call = 0;
  return () => {
    if (next === drawn.length) {
      drawn = standardNormals([call, dim], dim);
      next = 0;
      call++;
    }
    const value = drawn[next] as number;
    next++;
    return value;
  };
}

/** Products of a symmetric matrix [dim, dim] with vectors: a row is read once for all of them. */
function symmetricProducts(matrix: Float64Array, dim: number) {
  return (vectors: readonly Float64Array[]): Float64Array[] => {
    const products = vectors.map(() => new Float64Array(dim));
    for (let i = 0; i < dim; i++) {
      const start = i * dim;
      for (const [index, vector] of vectors.entries()) {
        let [even, odd] = [0, 0];
        let j = 0;
        for (; j + 1 < dim; j += 2) {
          even += (matrix[start + j] as number) * (vector[j] as number);
          odd += (matrix[start + j + 1] as number) * (vector[j + 1] as number);
        }
        if (j < dim) even += (matrix[start + j] as number) * (vector[j] as number);
        (products[index] as Float64Array)[i] = even + odd;
      }
    }
    return products;
  };
}
