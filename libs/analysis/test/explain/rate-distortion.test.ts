import {
  eigendecompose,
  linearVaeElbo,
  linearVaeLogLikelihood,
  momentsOf,
  optimalLinearVae,
} from '@collapse/closed-forms';
import test from 'ava';
import { rateDistortion } from '../../src/explain/rate-distortion.ts';

const EIGENVALUES = Float64Array.of(4, 2, 0.5, 0.1);
const LOSS = { latentDim: 3, dim: 4, batchSize: 10, reduction: 'elbo', beta: 1, variance: 0.8 } as const;

const close = (actual: number, expected: number) =>
  Math.abs(actual - expected) <= 1e-10 * Math.max(1, Math.abs(expected));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('a fixed variance: the sums over eigenvalues by hand', (t) => {
  const points = rateDistortion(EIGENVALUES, LOSS, 4);
  t.true(points.length > 50);
  for (const { beta, impliedBetaVariance, active, kl, squaredError, reconstruction, elbo } of points) {
    const threshold = beta * 0.8;
    const used = [4, 2, 0.5].filter((eigenvalue) => eigenvalue > threshold);
    t.true(close(impliedBetaVariance, threshold));
    t.is(active, used.length);
    t.true(close(kl, sum(used.map((eigenvalue) => Math.log(eigenvalue / threshold) / 2))));
    t.true(close(squaredError, threshold * used.length + sum([4, 2, 0.5, 0.1].slice(used.length))));
    t.true(close(reconstruction, -(4 * Math.log(2 * Math.PI * 0.8) + squaredError / 0.8) / 2));
    t.true(close(elbo, reconstruction - kl));
  }
});

test('the curve starts where all live, ends where none does, and meets the beta asked for', (t) => {
  const cases = [
    LOSS,
    { ...LOSS, beta: 0.001 },
    { ...LOSS, beta: 1000 },
    { ...LOSS, reduction: 'mean-sum' },
    { ...LOSS, variance: 'learned' },
    { ...LOSS, variance: 'learned', latentDim: 2, beta: 30 },
  ] as const;
  for (const loss of cases) {
    const points = rateDistortion(EIGENVALUES, loss, 4);
    t.deepEqual([points[0]?.active, points.at(-1)?.active], [loss.latentDim, 0], JSON.stringify(loss));
    t.is(points.filter(({ beta }) => beta === loss.beta).length, 1);
    for (const [index, { kl, squaredError }] of points.entries()) {
      const before = points[index - 1] ?? { kl: Number.POSITIVE_INFINITY, squaredError: 0 };
      t.true(kl <= before.kl && squaredError >= before.squaredError - 1e-12);
    }
  }
  t.deepEqual(rateDistortion(new Float64Array(3), { ...LOSS, dim: 3 }, 0), []);
  // Two dimensions for data of rank 2: at beta 1 a learned variance has no optimum, at larger ones it has.
  const atRank = rateDistortion(Float64Array.of(2, 1, 0), { ...LOSS, dim: 3, latentDim: 2, variance: 'learned' }, 2);
  t.true(atRank.length > 0 && atRank.every(({ beta, active }) => beta > 1 && active < 2));
});

test('each point is the model that closed-forms builds, measured on the data', (t) => {
  const values = Float64Array.from({ length: 40 * 4 }, (_, index) => Math.sin(1 + index * index) * (1 + (index % 4)));
  const moments = momentsOf(values, 40, 4);
  const spectrum = eigendecompose(moments);
  for (const variance of [0.3, 'learned'] as const) {
    for (const point of rateDistortion(spectrum.eigenvalues, { ...LOSS, variance, latentDim: 2 }, 4)) {
      const decoderVariance = point.impliedBetaVariance / point.beta;
      const settings = { latentDim: 2, beta: point.beta, variance: decoderVariance };
      const vae = optimalLinearVae(moments.mean, spectrum, settings);
      const { reconstruction, kl } = linearVaeElbo(vae, moments);
      t.true(close(point.reconstruction, reconstruction) && close(point.kl, kl), JSON.stringify(point));
      t.true(close(point.logLikelihood, linearVaeLogLikelihood(vae, moments)));
      const squaredError = -decoderVariance * (2 * reconstruction + 4 * Math.log(2 * Math.PI * decoderVariance));
      t.true(Math.abs(point.squaredError - squaredError) < 1e-8 * Math.max(1, decoderVariance));
    }
  }
});
