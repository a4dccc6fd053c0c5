import test from 'ava';
import {
  type AutoregressiveOptimum,
  type AutoregressiveSettings,
  autoregressiveOptimum,
  eigendecompose,
  innovationVariances,
  linearOptimum,
  teacherForcedCovariance,
} from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

function settled(settings: AutoregressiveSettings): AutoregressiveOptimum {
  const optimum = autoregressiveOptimum(settings);
  if ('none' in optimum) throw new Error(optimum.none);
  return optimum;
}

/** S = L D L' of random L and of given or random D. */
function randomSequence(seed: number, steps: number) {
  const normal = standardNormals(seed);
  const innovations = Float64Array.from({ length: steps }, () => Math.exp(normal()));
  const lower = Float64Array.from({ length: steps * steps }, (_, index) => {
    const [row, column] = [Math.floor(index / steps), index % steps];
    return row === column ? 1 : row > column ? 0.7 * normal() : 0;
  });
  const covariance = Float64Array.from({ length: steps * steps }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < steps; k++) {
      sum +=
        at(lower, Math.floor(index / steps) * steps + k) * at(innovations, k) * at(lower, (index % steps) * steps + k);
    }
    return sum;
  });
  return { innovations, covariance };
}

/** Coefficients from T (T - 1) / 2 free numbers. */
function coefficientsOf(free: ArrayLike<number>, steps: number): Float64Array {
  let next = 0;
  return Float64Array.from({ length: steps * steps }, (_, index) =>
    Math.floor(index / steps) > index % steps ? at(free, next++) : 0,
  );
}

function objectiveAt(covariance: Float64Array, latentDim: number, beta: number, variance: number): number {
  const dim = Math.sqrt(covariance.length);
  const { eigenvalues } = eigendecompose({ covariance, dim });
  const optimum = linearOptimum({
    ...{ eigenvalues, latentDim, dim, batchSize: 1, beta, variance, learn: 'fixed', reduction: 'elbo' },
  });
  if ('none' in optimum) throw new Error(optimum.none);
  return optimum.objective;
}

test('the pivots are the variances that regression on the past leaves', (t) => {
  const { innovations, covariance } = randomSequence(3, 4);
  const found = innovationVariances(covariance, 4);
  for (const [step, value] of innovations.entries()) t.true(difference(at(found, step), value) < 1e-12);
  t.throws(() => innovationVariances(Float64Array.of(1, 1, 1, 1), 2), { message: /^covariance: .*at step 1/ });
});

test('what teacher forcing leaves is the covariance of x - L x, and its VAE the plain one', (t) => {
  const steps = 3;
  const normal = standardNormals(8);
  const coefficients = coefficientsOf([0.4, -0.3, 0.8], steps);
  const { covariance } = randomSequence(5, steps);
  const left = teacherForcedCovariance(covariance, coefficients, steps);
  // u' R u = Var(u' A x) = (A' u)' S (A' u) for random u.
  for (let draw = 0; draw < 5; draw++) {
    const u = [normal(), normal(), normal()];
    const back = u.map(
      (value, j) => value - u.reduce((sum, other, i) => sum + other * at(coefficients, i * steps + j), 0),
    );
    const form = (m: Float64Array, v: number[]) =>
      v.reduce((sum, a, i) => sum + v.reduce((inner, b, j) => inner + a * b * at(m, i * steps + j), 0), 0);
    t.true(difference(form(left, u), form(covariance, back)) < 1e-12);
  }
});

test('no coefficients do better at any k, and free ones reach it', (t) => {
  for (let seed = 1; seed <= 6; seed++) {
    const steps = 2 + (seed % 2);
    const { innovations, covariance } = randomSequence(seed, steps);
    const [beta, variance] = [at([0.7, 1, 2], seed % 3), 0.5];
    const { objective } = settled({ innovationVariances: innovations, beta, variance });
    const size = (steps * (steps - 1)) / 2;
    const reduced = (free: Float64Array) =>
      objectiveAt(teacherForcedCovariance(covariance, coefficientsOf(free, steps), steps), steps, beta, variance);
    const normal = standardNormals(100 + seed);
    for (let draw = 0; draw < 100; draw++) {
      const free = Float64Array.from({ length: size }, () => 2 * normal());
      const left = teacherForcedCovariance(covariance, coefficientsOf(free, steps), steps);
      for (const k of [1, steps]) t.true(objectiveAt(left, k, beta, variance) <= objective + 1e-10);
    }
    const found = Math.max(...[1, 2].map((start) => reduced(ascend(reduced, size, start, 400))));
    t.true(found > objective - 1e-4, `${found} against ${objective}`);
  }
});

test('two awake steps leave the units open: spectra (4, 3), (7.37, 1.63) and (12, 1) cost the same', (t) => {
  const variances = Float64Array.of(4, 3);
  const optimum = settled({ innovationVariances: variances, beta: 1, variance: 1 });
  t.true(optimum.openUnits && optimum.awakeSteps === 2);
  for (const square of [0, 2, 6]) {
    // Residuals with the past's coefficient off by sqrt(square) / 2.
    const left = teacherForcedCovariance(Float64Array.of(4, 0, 0, 3), coefficientsOf([Math.sqrt(square) / 2], 2), 2);
    t.true(difference(objectiveAt(left, 2, 1, 1), optimum.objective) < 1e-12);
    // One dimension is enough where the other unit of (12, 1) costs as much asleep: the coefficient is off by
    // sqrt((4 / 1 - 1) (3 - 1) / 4) = 1.22.
    t.is(difference(objectiveAt(left, 1, 1, 1), optimum.objective) < 1e-12, square === 6);
  }
  const asleep = settled({ innovationVariances: variances, beta: 1, variance: 4.5 });
  t.deepEqual([asleep.kl, asleep.awakeSteps], [0, 0]);
});

test('one learned variance: the single minimum of its profile', (t) => {
  const check = settled({ innovationVariances: Float64Array.of(5, 4, 1, 0.5), beta: 1.3, variance: 'learned' });
  t.true(Math.abs(-check.objective - 7.3302) < 5e-5 && check.awakeSteps === 2);
  t.true(Math.abs(at(check.variance ?? [], 0) - 1.0714) < 5e-5);
  for (let seed = 1; seed <= 40; seed++) {
    const { innovations } = randomSequence(seed, 1 + (seed % 6));
    const beta = at([1.05, 1.3, 2, 5], seed % 4);
    const { objective, variance, awakeSteps } = settled({
      innovationVariances: innovations,
      beta,
      variance: 'learned',
    });
    const least = 1e-9 * Math.max(1, Math.abs(objective));
    let best = Number.NEGATIVE_INFINITY;
    for (let log = -8; log <= 5; log += 0.01) {
      best = Math.max(best, settled({ innovationVariances: innovations, beta, variance: Math.exp(log) }).objective);
    }
    t.true(best <= objective + least && best > objective - 1e-3, `${best} against ${objective}`);
    t.true(at(variance ?? [], 0) > 0);
    const mean = innovations.reduce((sum, value) => sum + value, 0) / innovations.length;
    t.is(awakeSteps === 0, Math.max(...innovations) <= beta * mean * (1 + 1e-12));
  }
});

test('learned variances at beta = 1 tie with max ln p, below it there is no optimum', (t) => {
  const variances = Float64Array.of(2, 0.7, 0.3);
  const highest = -0.5 * (3 * (Math.log(2 * Math.PI) + 1) + Math.log(2 * 0.7 * 0.3));
  for (const variance of ['learned', 'learned-per-step'] as const) {
    const tie = settled({ innovationVariances: variances, beta: 1, variance });
    t.true(difference(tie.objective, highest) < 1e-13);
    t.deepEqual([tie.kl, tie.variance, tie.awakeSteps], [null, null, null]);
    t.true('none' in autoregressiveOptimum({ innovationVariances: variances, beta: 0.9, variance }));
  }
  // Any s2 up to the least d_t has it.
  t.true(difference(settled({ innovationVariances: variances, beta: 1, variance: 0.1 }).objective, highest) < 1e-13);
  const each = settled({ innovationVariances: variances, beta: 1.5, variance: 'learned-per-step' });
  t.true(difference(each.objective, highest) < 1e-13 && each.kl === 0);
  t.deepEqual(each.variance, variances);
});
