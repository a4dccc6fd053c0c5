import test from 'ava';
import { betaAtSquaredError, betaAtTotalKl, linearOptimum, totalKlHingeOptimum } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';
import { errorLeft } from './brute-gains.ts';

test('the weight of a total KL and of a squared error give them back, for random spectra', (t) => {
  for (let seed = 1; seed <= 50; seed++) {
    const normal = standardNormals(seed);
    const eigenvalues = Float64Array.from({ length: 1 + (seed % 6) }, () => Math.exp(1.5 * normal()))
      .sort()
      .reverse();
    const settings = { eigenvalues, latentDim: 1 + (seed % 4), variance: Math.exp(normal()) };
    const kl = Math.exp(1.5 * normal());
    const threshold = betaAtTotalKl(settings, kl) * settings.variance;
    const leading = [...eigenvalues.subarray(0, settings.latentDim)];
    const found = leading.reduce((sum, lam) => sum + Math.max(0, 0.5 * Math.log(lam / threshold)), 0);
    t.true(difference(found, kl) < 1e-12, `seed ${seed}`);
    const rest = eigenvalues.subarray(settings.latentDim).reduce((sum, lam) => sum + lam, 0);
    const total = eigenvalues.reduce((sum, lam) => sum + lam, 0);
    for (const share of [0.01, 0.5, 0.9]) {
      const error = rest + share * (total - rest);
      const limit = (betaAtSquaredError(settings, error) ?? 0) * settings.variance;
      const left = rest + leading.reduce((sum, lam) => sum + Math.min(lam, limit), 0);
      t.true(difference(left, error) < 1e-12, `seed ${seed}, ${share}`);
    }
    t.is(betaAtSquaredError(settings, total), null);
    if (rest > 0) t.is(betaAtSquaredError(settings, rest), null);
  }
});

test('a hinge on the total KL: no better, and reached, by maximisation from random starts', (t) => {
  const eigenvalues = [6, 2.5, 0.9];
  const [k, variance] = [2, 0.5];
  for (const [beta, tau] of [
    [1, 0.5],
    [1, 4],
    [4, 0.4],
  ] as const) {
    const { objective, effectiveBeta, klPerDimension } = totalKlHingeOptimum(
      { eigenvalues: Float64Array.from(eigenvalues), latentDim: k, beta, variance },
      tau,
    );
    const rowsOf = (parameters: Float64Array, scale: number) =>
      Array.from({ length: k }, (_, i) =>
        Array.from(parameters.subarray(i * 3, i * 3 + 3), (value) => value * Math.exp(scale)),
      );
    const klOf = (rows: number[][]) => rows.reduce((sum, row) => sum + 0.5 * Math.log1p(Math.hypot(...row) ** 2), 0);
    const reconstruction = (rows: number[][]) =>
      -errorLeft(eigenvalues, rows) / variance - 1.5 * Math.log(2 * Math.PI * variance);
    // Either the hinge charges, or the KL is tau: the gains scaled to it by bisection.
    const charged = (parameters: Float64Array) => {
      const rows = rowsOf(parameters, 0);
      return reconstruction(rows) - beta * (klOf(rows) - tau);
    };
    const scaled = (parameters: Float64Array) => {
      let [low, high] = [-20, 20];
      for (let step = 0; step < 36; step++) {
        const middle = (low + high) / 2;
        if (klOf(rowsOf(parameters, middle)) < tau) low = middle;
        else high = middle;
      }
      return reconstruction(rowsOf(parameters, low));
    };
    const free = [1, 2].map((seed) => ascend(charged, 3 * k, seed, 900));
    const found = Math.max(
      ...free.filter((parameters) => klOf(rowsOf(parameters, 0)) >= tau).map(charged),
      ...[1, 2].map((seed) => scaled(ascend(scaled, 3 * k, seed, 400))),
    );
    t.true(found <= objective + 1e-9 && found > objective - 1e-3, `${found} against ${objective}`);
    const plain = linearOptimum({
      ...{ eigenvalues: Float64Array.from(eigenvalues), latentDim: k, dim: 3, batchSize: 1, beta: effectiveBeta },
      ...{ variance, learn: 'fixed', reduction: 'elbo' },
    });
    if ('none' in plain) return t.fail(plain.none);
    for (const i of [0, 1]) t.true(difference(at(klPerDimension, i), at(plain.klPerDimension, i)) < 1e-12);
  }
});
