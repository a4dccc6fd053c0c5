import { type Key, standardNormals } from './philox.ts';

/**
 * Random orthonormal rows, shape [count, dim] with count <= dim, uniform over all such frames: Gram-Schmidt on Gaussian
 * rows. Each row is projected twice, which is enough for orthogonality to rounding (Giraud et al. 2005).
 */
export function orthonormalRows(key: Key, count: number, dim: number): Float64Array {
  const rows = standardNormals(key, count * dim);
  for (let current = 0; current < count; current++) {
    const row = rows.subarray(current * dim, (current + 1) * dim);
    for (let pass = 0; pass < 2; pass++) {
      for (let previous = 0; previous < current; previous++) {
        const other = rows.subarray(previous * dim, (previous + 1) * dim);
        const projection = dot(row, other);
        for (let j = 0; j < dim; j++) row[j] = (row[j] as number) - projection * (other[j] as number);
      }
    }
    const length = Math.sqrt(dot(row, row));
    for (let j = 0; j < dim; j++) row[j] = (row[j] as number) / length;
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
