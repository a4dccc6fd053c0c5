import test from 'ava';
import { freeBitsOptimum, linearOptimum } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';
import { errorLeft, rowOf } from './brute-gains.ts';

interface Case {
  readonly eigenvalues: number[];
  readonly latentDim: number;
  readonly beta: number;
  readonly variance: number;
  readonly freeBits: number;
}

/**
 * The hinge is smooth once it is said which latents pay: their gains have a squared length of c + e^a, the others' are c.
 * Maximised from random directions for each number of paying latents, without any axis or pool assumed.
 */
function bruteForce({ eigenvalues, latentDim: k, beta, variance, freeBits }: Case): number {
  const d = eigenvalues.length;
  const c = Math.exp(2 * freeBits) - 1;
  const values = Array.from({ length: k + 1 }, (_, paying) => {
    const objective = (parameters: Float64Array) => {
      let charged = (k - paying) * freeBits;
      const gains = Array.from({ length: k }, (__, i) => {
        const tau = i < paying ? c + Math.exp(at(parameters, k * d + i)) : c;
        if (i < paying) charged += Math.log1p(tau) / 2;
        return rowOf(parameters.subarray(i * d, (i + 1) * d), tau);
      });
      return -errorLeft(eigenvalues, gains) / variance - beta * charged;
    };
    return [1, 2].map((seed) => objective(ascend(objective, k * d + paying, seed + 10 * paying, 700)));
  });
  return Math.max(...values.flat()) - (d / 2) * Math.log(2 * Math.PI * variance);
}

const CASES: readonly Case[] = [
  { eigenvalues: [10, 0.1], latentDim: 2, beta: 1, variance: 1, freeBits: 0.5 * Math.log(1.5) },
  { eigenvalues: [10, 0.001], latentDim: 2, beta: 1, variance: 1, freeBits: 0.2 },
  { eigenvalues: [10, 5, 0.05], latentDim: 4, beta: 1, variance: 1, freeBits: 0.1 },
  { eigenvalues: [3, 1, 0.3], latentDim: 2, beta: 1, variance: 0.5, freeBits: 3 },
  ...[1, 2, 3, 4].map((seed) => {
    const normal = standardNormals(40 + seed);
    return {
      eigenvalues: Array.from({ length: 1 + (seed % 3) }, () => Math.exp(1.5 * normal())).sort((a, b) => b - a),
      latentDim: 1 + ((seed + 1) % 3),
      beta: at([0.5, 1, 2], seed % 3),
      variance: Math.exp(-Math.abs(normal())),
      freeBits: at([0.02, 0.1, 0.3, 0.7], seed % 4),
    };
  }),
];

test('free bits on the mean: no better, and reached, by maximisation from random starts', (t) => {
  for (const each of CASES) {
    const optimum = freeBitsOptimum({ ...each, eigenvalues: Float64Array.from(each.eigenvalues) });
    const found = bruteForce(each);
    t.true(found <= optimum.objective + 1e-9, `${found} above ${optimum.objective}: ${JSON.stringify(each)}`);
    t.true(found > optimum.objective - 1e-3, `${found} against ${optimum.objective}: ${JSON.stringify(each)}`);
    const total = optimum.klPerDimension.reduce((sum, kl) => sum + kl, 0);
    t.true(optimum.mutualInformation <= total + 1e-12, 'what is carried is at most what is charged');
    t.true(optimum.klPerDimension.every((kl) => kl >= each.freeBits));
  }
});

test('a paying latent that shares its direction beats both rules without sharing', (t) => {
  // lam / v = 10 and next to nothing: the paying latent and the free one lie on one direction, tau + c = 9 at least.
  const settings = { latentDim: 2, beta: 1, variance: 1, freeBits: 0.2, eigenvalues: Float64Array.of(10, 0.001) };
  const optimum = freeBitsOptimum(settings);
  const c = Math.exp(0.4) - 1;
  // On one direction: 10 / (1 + tau + c) + ln(1 + tau), least by its quadratic (1 + tau + c)^2 = 10 (1 + tau).
  const tau = 4 - c + Math.sqrt((4 - c) ** 2 - ((1 + c) ** 2 - 10));
  const cost = 0.5 * (10 / (1 + tau + c) + 0.001 + Math.log(1 + tau)) + 0.2;
  t.true(difference(optimum.objective, -cost - Math.log(2 * Math.PI)) < 1e-12);
  t.is(optimum.paying, 1);
  t.true(Math.abs(at(optimum.klPerDimension, 0) - 0.5 * Math.log1p(tau)) < 1e-12);
});

test('no free bits is a plain linear VAE', (t) => {
  const plain = { eigenvalues: Float64Array.of(6, 2.5, 0.9, 0.35, 0.1), latentDim: 3, beta: 1.3, variance: 0.5 };
  const expected = linearOptimum({ ...plain, dim: 5, batchSize: 1, learn: 'fixed', reduction: 'elbo' });
  if ('none' in expected) return t.fail(expected.none);
  const found = freeBitsOptimum({ ...plain, freeBits: 0 });
  t.true(difference(found.objective, expected.objective) < 1e-13);
  t.true(difference(found.mutualInformation, expected.kl) < 1e-13);
  t.throws(() => freeBitsOptimum({ ...plain, freeBits: -0.1 }), { message: /^freeBits: expected/ });
});

test('the cases of k latents that all lie at the floor read what numpy reads', (t) => {
  // scipy's BFGS over the directions of gains of squared length c, 20 starts: the tr(S (I + G' G)^-1) that it reached.
  const eigenvalues = Float64Array.of(6, 2.5, 0.9, 0.35, 0.1);
  for (const [latentDim, freeBits, trace, information] of [
    [5, 1, 0.9381037734629443, 4.404236386787479],
    [3, 1.5, 0.8614660016754131, 4.390653299925535],
    [5, 2, 0.12695853988694272, 9.40423638678748],
    [8, 0.3, 3.034224590611113, 1.670450809071216],
  ] as const) {
    // At a weight at which nothing above the floor is worth its price.
    const optimum = freeBitsOptimum({ eigenvalues, latentDim, freeBits, beta: 1000, variance: 1 });
    t.is(optimum.paying, 0);
    t.true(difference(-2 * optimum.reconstruction - 5 * Math.log(2 * Math.PI), trace) < 1e-12);
    t.true(difference(optimum.mutualInformation, information) < 1e-12);
  }
});
