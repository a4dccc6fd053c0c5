import type { Moments } from '@collapse/closed-forms';
import { MomentSums } from './moments/moment-sums.ts';

/**
 * Mean [dim] and covariance [dim, dim] of bytes [count, dim] divided by 255, the covariance divided by N = count.
 *
 * The sums are integers, so they are exact and a pixel that never varies has variance exactly 0. Only the pixels that
 * are not black are visited, a fifth of an MNIST image. N^2 * 255^2 must stay below 2^53: N up to 372,000.
 */
export function byteMoments(pixels: Uint8Array, count: number, dim: number): Moments {
  const sums = new Float64Array(dim);
  const products = new Float64Array(dim * dim);
  const inkIndices = new Int32Array(dim);
  const inkValues = new Int32Array(dim);
  for (let row = 0; row < count; row++) {
    let ink = 0;
    for (let column = 0; column < dim; column++) {
      const value = pixels[row * dim + column] as number;
      if (value === 0) continue;
      inkIndices[ink] = column;
      inkValues[ink] = value;
      ink++;
      sums[column] = (sums[column] as number) + value;
    }
    for (let first = 0; first < ink; first++) {
      const start = (inkIndices[first] as number) * dim;
      const value = inkValues[first] as number;
      for (let second = first; second < ink; second++) {
        const cell = start + (inkIndices[second] as number);
        products[cell] = (products[cell] as number) + value * (inkValues[second] as number);
      }
    }
  }
  const scale = (count * 255) ** 2;
  for (let i = 0; i < dim; i++) {
    for (let j = i; j < dim; j++) {
      const numerator = count * (products[i * dim + j] as number) - (sums[i] as number) * (sums[j] as number);
      products[i * dim + j] = numerator / scale;
      products[j * dim + i] = numerator / scale;
    }
  }
  return { count, dim, mean: sums.map((sum) => sum / (count * 255)), covariance: products };
}

/** Mean [dim] and covariance [dim, dim] of values [count, dim] in float64, the covariance divided by N = count. @throws RangeError for numbers that are not finite */
export function denseMoments(values: Float32Array | Float64Array, count: number, dim: number): Moments {
  const sums = new MomentSums(dim);
  const unusable = sums.add(values, count);
  if (unusable !== null) throw new RangeError(`row ${unusable.row}, column ${unusable.column} is ${unusable.value}`);
  return sums.moments();
}
