import { at } from '../support/random-model.ts';

type Rows = number[][];
const zeros = (rows: number, columns: number): Rows => Array.from({ length: rows }, () => new Array(columns).fill(0));
const cell = (m: Rows, i: number, j: number) => at(m[i] ?? [], j);
function product(a: Rows, b: Rows): Rows {
  return a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * cell(b, k, j), 0)));
}
const transposed = (a: Rows): Rows => (a[0] ?? []).map((_, j) => a.map((row) => at(row, j)));

export interface Levels {
  readonly betas: readonly number[];
  readonly decoderVariances: readonly number[];
  readonly encoderVariances: readonly (number | 'learned')[];
}

/**
 * The objective by its definition, a function of all maps and log variances: the covariances of z_0 = x, z_1 .. z_L under
 * q, and for each level E ln q and E ln p of Gaussians. Shares nothing with the code under test.
 */
export function hierarchyObjective(levels: Levels, eigenvalues: readonly number[], widths: readonly number[]) {
  const sizes = [eigenvalues.length, ...widths];
  const size = widths.reduce((sum, width, l) => sum + 2 * width * at(sizes, l) + width, 0);
  const objective = (parameters: Float64Array): number => {
    let offset = 0;
    const next = (rows: number, columns: number): Rows => {
      const m = zeros(rows, columns);
      for (const row of m) for (let j = 0; j < columns; j++) row[j] = at(parameters, offset++);
      return m;
    };
    let covariance = zeros(at(sizes, 0), at(sizes, 0));
    for (const [j, lam] of eigenvalues.entries()) (covariance[j] as number[])[j] = lam;
    let total = 0;
    for (const [l, width] of widths.entries()) {
      const below = at(sizes, l);
      const decoder = next(below, width);
      const encoder = next(width, below);
      const fixed = levels.encoderVariances[l];
      const variances = (next(1, width)[0] ?? []).map((log) => (fixed === 'learned' ? Math.exp(log) : (fixed ?? 0)));
      const across = product(encoder, covariance);
      const above = product(across, transposed(encoder));
      for (const [i, variance] of variances.entries()) (above[i] as number[])[i] = cell(above, i, i) + variance;
      const back = product(decoder, across);
      const whole = product(product(decoder, above), transposed(decoder));
      let error = 0;
      for (let j = 0; j < below; j++) error += cell(covariance, j, j) - 2 * cell(back, j, j) + cell(whole, j, j);
      const s = at(levels.decoderVariances, l);
      const weight = l === 0 ? 1 : at(levels.betas, l - 1);
      total -= (weight / 2) * (below * Math.log(2 * Math.PI * s) + error / s);
      const entropy = variances.reduce((sum, variance) => sum + (Math.log(2 * Math.PI * variance) + 1) / 2, 0);
      total += at(levels.betas, l) * entropy;
      covariance = above;
    }
    const top = covariance.reduce((sum, row, i) => sum + at(row, i), 0);
    const last = at(widths, widths.length - 1);
    return total - (at(levels.betas, widths.length - 1) / 2) * (last * Math.log(2 * Math.PI) + top);
  };
  return { objective, size };
}
