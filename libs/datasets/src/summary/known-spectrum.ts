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

/** Vectors that are multiplied side by side. */
const TOGETHER = 4;

/** Products of a symmetric matrix [dim, dim] with vectors: a row is read once for several of them. */
function symmetricProducts(matrix: Float64Array, dim: number) {
  return (vectors: readonly Float64Array[]): Float64Array[] => {
    const products = vectors.map(() => new Float64Array(dim));
    for (let first = 0; first < vectors.length; first += TOGETHER) {
      const group = vectors.slice(first, first + TOGETHER);
      // The last group is filled up with vectors of which nobody wants the products.
      const [a, b, c, d] = [0, 1, 2, 3].map((index) => group[index] ?? (group[0] as Float64Array));
      const sums = new Float64Array(TOGETHER);
      for (let i = 0; i < dim; i++) {
        rowProducts(matrix, i * dim, [a, b, c, d] as FourVectors, sums);
        for (const index of group.keys()) (products[first + index] as Float64Array)[i] = sums[index] as number;
      }
    }
    return products;
  };
}

type FourVectors = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

function rowProducts(matrix: Float64Array, start: number, [a, b, c, d]: FourVectors, sums: Float64Array): void {
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let j = 0; j < a.length; j++) {
    const value = matrix[start + j] as number;
    sumA += value * (a[j] as number);
    sumB += value * (b[j] as number);
    sumC += value * (c[j] as number);
    sumD += value * (d[j] as number);
  }
  sums[0] = sumA;
  sums[1] = sumB;
  sums[2] = sumC;
  sums[3] = sumD;
}
