import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

/*
 * At a beta so large that no code tells anything of its data point, a decoder fits each dimension on its own: the
 * reconstruction is the highest likelihood of independent marginals, which scipy knows.
 */

/** Columns of 40 data points. */
const COLUMNS = {
  real: [
    [
      2.54, 0.47, 0.83, 0.77, 0.27, 0.91, 1.01, 0.69, 2.25, 1.92, 1.39, 1.64, 1.12, 0.4, 1.58, 1.7, 1.26, 0.6, 1.32,
      1.06, -0.9, 1.57, 2.79, 0.65, 0.34, 1.31, 1.28, 0.73, 0.6, 1.68, 1, 1.14, 0.9, 1.08, 1.05, 4.76, 0.73, 1.43, 0.15,
      1.17,
    ],
    [
      -0.41, -0.97, -2.6, -0.37, -0.57, -1.5, -4.09, -1.15, -1.3, -6.04, -4.09, -2.54, -2.25, 9.9, -3, -0.34, 1.95, 0.2,
      -0.86, -2.79, -3.12, 2.69, -4.16, -4.47, -1.71, -1.45, -4.69, -0.56, -2.21, -3.32, -2.32, -3.38, -3.79, -6.05,
      -3.89, -6.31, -1.59, 0.73, -2.22, -1.28,
    ],
  ],
  counts: [
    [
      3, 5, 7, 3, 7, 12, 3, 20, 0, 2, 3, 2, 4, 2, 41, 5, 0, 1, 4, 5, 3, 0, 1, 5, 12, 3, 2, 6, 14, 1, 13, 6, 13, 11, 1,
      0, 5, 3, 8, 3,
    ],
    [
      0, 9, 2, 1, 1, 4, 2, 3, 1, 0, 0, 1, 4, 0, 1, 5, 0, 0, 2, 1, 0, 1, 1, 1, 3, 4, 0, 2, 2, 1, 1, 1, 3, 0, 3, 2, 1, 1,
      1, 0,
    ],
  ],
  zeroInflated: [
    [
      0, 5, 0, 24, 7, 7, 0, 8, 12, 10, 9, 0, 9, 25, 4, 2, 0, 8, 3, 9, 0, 9, 0, 0, 0, 5, 0, 13, 5, 8, 0, 4, 4, 6, 10, 3,
      0, 0, 0, 0,
    ],
    [
      0, 6, 5, 7, 9, 4, 4, 12, 3, 2, 16, 9, 5, 3, 2, 6, 5, 7, 8, 8, 4, 2, 0, 0, 10, 0, 4, 0, 7, 10, 11, 2, 6, 14, 4, 0,
      1, 0, 0, 2,
    ],
  ],
  shares: [
    [
      0.21, 0.12, 0.37, 0.14, 0.48, 0.47, 0.3, 0.13, 0.5, 0.28, 0.67, 0.09, 0.03, 0.21, 0.38, 0.45, 0.38, 0.16, 0.46,
      0.43, 0.14, 0.28, 0.28, 0.26, 0.5, 0.27, 0.13, 0.13, 0.16, 0.52, 0.19, 0.5, 0.32, 0.28, 0.35, 0.61, 0.42, 0.18,
      0.09, 0.33,
    ],
    [
      0.87, 0.79, 0.6, 0.63, 0.85, 0.71, 0.76, 0.95, 0.85, 0.7, 0.57, 0.98, 0.89, 0.85, 0.76, 0.38, 0.76, 0.74, 0.67,
      0.46, 0.83, 0.9, 0.66, 0.61, 0.82, 0.41, 0.87, 0.71, 0.79, 0.46, 0.59, 0.94, 0.65, 0.76, 0.93, 0.78, 0.36, 0.94,
      0.86, 0.74,
    ],
  ],
} as const;

const folder = mkdtempSync(join(tmpdir(), 'likelihoods-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));
for (const [name, columns] of Object.entries(COLUMNS)) writeFileSync(join(folder, `${name}.npy`), npy(columns));

/** numpy.save's format, version 1: float64, of columns and so in Fortran's order. */
function npy(columns: readonly (readonly number[])[]): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': True, 'shape': (${columns[0]?.length}, ${columns.length}), }`;
  const padded = `${header.padEnd(128 - 10 - 1)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length, 0]);
  return Buffer.concat([start, Buffer.from(padded), Buffer.from(Float64Array.from(columns.flat()).buffer)]);
}

/** Nats of a data point, its two dimensions together. */
async function fitted(data: keyof typeof COLUMNS, likelihood: NonNullable<TrialInput['likelihood']>): Promise<number> {
  const metrics = metricsOf(
    await trainForTest({
      dataset: { name: 'array', file: join(folder, `${data}.npy`) },
      model: { latentDim: 1 },
      likelihood,
      objective: { beta: 1e4 },
      optimizer: { learningRate: 0.1, schedule: 'cosine', finalFraction: 1e-3 },
      train: { steps: 400 },
    }),
  );
  if (taken(metrics, 'kl') > 1e-3) throw new Error(`the codes did not collapse: ${metrics.kl} nats`);
  return taken(metrics, 'reconstruction');
}

const learn = 'per-dimension';

test.serial('laplace: medians and mean distances from them', async (t) => {
  // scipy 1.17.1, the sum over the columns c of
  // stats.laplace.logpdf(c, *stats.laplace.fit(c)).mean()
  const best = -3.4379580119170385;
  const reached = await fitted('real', { kind: 'laplace', learn });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('student-t', async (t) => {
  // scipy 1.17.1, the sum over the columns c of
  // stats.t.logpdf(c, *stats.t.fit(c, fdf=4)).mean()
  const best = -3.405395980410082;
  const reached = await fitted('real', { kind: 'student-t', degreesOfFreedom: 4, learn });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('poisson: the mean of each count', async (t) => {
  // scipy 1.17.1, the sum over the columns c of
  // stats.poisson.logpmf(c, c.mean()).mean()
  const best = -6.400364178448335;
  const reached = await fitted('counts', { kind: 'poisson' });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('poisson with the library size observed: shares of all counts', async (t) => {
  // scipy 1.17.1, the sum over the columns c of, with the mean s of both columns in each row,
  // stats.poisson.logpmf(c, s * c.sum() / s.sum()).mean()
  const best = -3.432263660088948;
  const reached = await fitted('counts', { kind: 'poisson', librarySize: 'observed' });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('negative-binomial', async (t) => {
  // scipy 1.17.1, the sum over the columns c of the highest
  // stats.nbinom.logpmf(c, d, d / (d + m)).mean() that optimize.minimize(method='Nelder-Mead', options=dict(xatol=1e-8, fatol=1e-12))
  // finds over ln m and ln d: m 5.975 and 1.625, d 1.1623 and 2.3449.
  const best = -4.568749417510306;
  const reached = await fitted('counts', { kind: 'negative-binomial', learn });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('negative-binomial with the library size observed, where one dispersion grows without end', async (t) => {
  // As before with the means s m: m 1.5725 and 0.4758, d beyond 1e8, a Poisson, and 3.6590.
  const best = -3.3469808909606598;
  const reached = await fitted('counts', { kind: 'negative-binomial', learn, librarySize: 'observed' });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('zero-inflated-negative-binomial', async (t) => {
  // As before with a share p of lost counts, numpy.logaddexp(ln p, ln(1 - p) + logpmf) at 0 and ln(1 - p) + logpmf elsewhere:
  // m 8.2636 and 6.0519, d 3.9582 and 4.4481, p / (1 - p) 0.58155 and 0.22260.
  const best = -5.0604088058838474;
  const reached = await fitted('zeroInflated', { kind: 'zero-inflated-negative-binomial', learn });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});

test.serial('beta', async (t) => {
  // scipy 1.17.1, the sum over the columns c of
  // stats.beta.logpdf(c, *stats.beta.fit(c, floc=0, fscale=1)).mean()
  const best = 0.9950944242173629;
  const reached = await fitted('shares', { kind: 'beta', learn });
  t.true(Math.abs(reached - best) < 0.05, `${reached}, not ${best}`);
});
