import test from 'ava';
import { batchNormOptimum } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';
import { errorLeft, rowOf } from './brute-gains.ts';

interface Case {
  readonly eigenvalues: number[];
  readonly latentDim: number;
  readonly beta: number;
  readonly variance: number;
  readonly meanVariance: number;
}

/** Every direction and every D free, from random starts, some at a small D and some at a large. */
function bruteForce({ eigenvalues, latentDim: k, beta, variance, meanVariance: g }: Case): number {
  const d = eigenvalues.length;
  const objectiveFrom = (centres: readonly number[]) => (parameters: Float64Array) => {
    let kl = 0;
    const gains = Array.from({ length: k }, (_, i) => {
      const posterior = Math.exp(at(centres, i) + at(parameters, k * d + i));
      kl += 0.5 * (posterior + g - 1 - Math.log(posterior));
      return rowOf(parameters.subarray(i * d, (i + 1) * d), g / posterior);
    });
    return -errorLeft(eigenvalues, gains) / variance - beta * kl;
  };
  const starts = Array.from({ length: k + 1 }, (_, small) =>
    Array.from({ length: k }, (__, i) => (i < small ? -4 : -0.3)),
  );
  const values = starts.flatMap((centres) => {
    const objective = objectiveFrom(centres);
    return [1, 2].map((seed) => objective(ascend(objective, k * (d + 1), seed, 500)));
  });
  return Math.max(...values) - (d / 2) * Math.log(2 * Math.PI * variance);
}

const CASES: readonly Case[] = [
  { eigenvalues: [10, 0.1], latentDim: 2, beta: 1, variance: 1, meanVariance: 0.25 },
  { eigenvalues: [10, 0.001], latentDim: 3, beta: 1, variance: 1, meanVariance: 0.25 },
  { eigenvalues: [3], latentDim: 1, beta: 1, variance: 1, meanVariance: 0.01 },
  { eigenvalues: [6, 2.5, 0.9], latentDim: 2, beta: 6, variance: 0.5, meanVariance: 0.49 },
  ...[1, 2, 3].map((seed) => {
    const normal = standardNormals(60 + seed);
    return {
      eigenvalues: Array.from({ length: 1 + (seed % 3) }, () => Math.exp(1.5 * normal())).sort((a, b) => b - a),
      latentDim: 1 + ((seed + 1) % 3),
      beta: 1,
      variance: Math.exp(-Math.abs(normal())),
      meanVariance: at([0.04, 0.25, 1], seed % 3),
    };
  }),
];

test('BN-VAE: no better, and reached, by maximisation from random starts', (t) => {
  for (const each of CASES) {
    const optimum = batchNormOptimum({ ...each, eigenvalues: Float64Array.from(each.eigenvalues) });
    const found = bruteForce(each);
    t.true(found <= optimum.objective + 1e-8, `${found} above ${optimum.objective}: ${JSON.stringify(each)}`);
    t.true(found > optimum.objective - 1e-3, `${found} against ${optimum.objective}: ${JSON.stringify(each)}`);
    t.true(optimum.klPerDimension.every((kl) => kl >= each.meanVariance / 2 - 1e-12));
  }
});

test('the cubic of one latent has up to three roots, and the cheapest counts', (t) => {
  const settings = { latentDim: 1, beta: 1, variance: 1, meanVariance: 0.01 };
  const { objective, posteriorVariance, klPerDimension } = batchNormOptimum({
    ...settings,
    eigenvalues: Float64Array.of(10),
  });
  const posterior = at(posteriorVariance, 0);
  t.true(Math.abs(posterior - 0.00127) < 5e-6, `${posterior}`);
  t.true(Math.abs(-objective - Math.log(2 * Math.PI) / 2 - 3.403) < 5e-4, `${objective}`);
  t.true(difference(at(klPerDimension, 0), 0.5 * (posterior + 0.01 - 1 - Math.log(posterior))) < 1e-12);
  // By a grid of D.
  for (const lam of [0.5, 3, 10, 300]) {
    const optimum = batchNormOptimum({ ...settings, eigenvalues: Float64Array.of(lam) });
    let best = Number.POSITIVE_INFINITY;
    for (let log = -14; log <= 1; log += 1e-4) {
      const d = Math.exp(log);
      best = Math.min(best, 0.5 * ((lam * d) / (d + 0.01) + d + 0.01 - 1 - log));
    }
    t.true(Math.abs(-optimum.objective - Math.log(2 * Math.PI) / 2 - best) < 1e-8, `${lam}`);
  }
});

test('five dimensions read what a search with numpy and jax reached', (t) => {
  // remedies.py bn and bn_mix.py: L-BFGS from 25 random starts; eigenvalues and s2 as here.
  const eigenvalues = Float64Array.of(6, 2.5, 0.9, 0.35, 0.1);
  for (const [meanVariance, beta, latentDim, reached] of [
    [0.49, 1, 3, 4.420919],
    [0.49, 6, 3, 10.19811],
    [0.25, 1, 5, 4.877812],
    [2, 1, 3, 5.223565],
  ] as const) {
    const { objective } = batchNormOptimum({ eigenvalues, latentDim, beta, variance: 0.5, meanVariance });
    const cost = -objective - 2.5 * Math.log(Math.PI);
    t.true(cost <= reached + 1e-6 && cost > reached - 1e-4, `${cost} against ${reached}`);
  }
});
