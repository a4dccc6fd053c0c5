import test from 'ava';
import fc from 'fast-check';
import { ClosedFormError, linearVaeElbo } from '../../src/index.ts';
import {
  expectedLogConditional,
  integratedKl,
  logConditional,
  logNormal,
  posteriorMean,
} from '../support/brute-force.ts';
import { at, difference, randomCase, randomShapes } from '../support/random-model.ts';

test('both parts equal the mean over data points computed one by one', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { vae, values, count, moments } = randomCase(shape);
      const elbo = linearVaeElbo(vae, moments);
      const means = Array.from({ length: count }, (_, n) => posteriorMean(vae, values, n));
      const average = (of: (n: number) => number) => means.reduce((sum, _, n) => sum + of(n) / count, 0);
      const reconstruction = average((n) =>
        expectedLogConditional(vae, values, n, means[n] ?? [], vae.posteriorVariance),
      );
      t.true(difference(elbo.reconstruction, reconstruction) < 1e-10);
      for (let i = 0; i < vae.latentDim; i++) {
        const code = (n: number) => at(means[n] ?? [], i);
        const mean = average(code);
        t.true(difference(at(elbo.posteriorMeanMean, i), mean) < 1e-10);
        t.true(
          difference(
            at(elbo.posteriorMeanVariance, i),
            average((n) => (code(n) - mean) ** 2),
          ) < 1e-10,
        );
        const kl = average((n) => integratedKl(code(n), at(vae.posteriorVariance, i)));
        t.true(difference(at(elbo.klPerDimension, i), kl) < 1e-9);
      }
      t.true(difference(elbo.elbo, elbo.reconstruction - elbo.klPerDimension.reduce((a, b) => a + b, 0)) < 1e-12);
    }),
    { numRuns: 60 },
  );
});

test('the ELBO is the mean of ln p(x, z) - ln q(z|x) over samples of q', (t) => {
  for (const perDimension of [false, true]) {
    const { vae, values, count, moments, normal } = randomCase({
      dim: 4,
      latentDim: 2,
      count: 5,
      seed: 11,
      perDimension,
    });
    const samples = 20_000;
    let sum = 0;
    let squares = 0;
    for (let n = 0; n < count; n++) {
      const mean = posteriorMean(vae, values, n);
      for (let sample = 0; sample < samples; sample++) {
        const z = mean.map((value, i) => value + Math.sqrt(at(vae.posteriorVariance, i)) * normal());
        const ratio = z.reduce(
          (total, value, i) =>
            total + logNormal(value, 0, 1) - logNormal(value, at(mean, i), at(vae.posteriorVariance, i)),
          logConditional(vae, values, n, z),
        );
        sum += ratio;
        squares += ratio * ratio;
      }
    }
    const total = samples * count;
    const standardError = Math.sqrt((squares / total - (sum / total) ** 2) / total);
    t.true(Math.abs(linearVaeElbo(vae, moments).elbo - sum / total) < 5 * standardError);
  }
});

test('a model that diverged, a variance of 0 and a wrong shape are named', (t) => {
  const { vae, moments } = randomCase({ dim: 3, latentDim: 2, count: 6, seed: 3, perDimension: false });
  const fieldOf = (broken: Partial<typeof vae>) =>
    t.throws(() => linearVaeElbo({ ...vae, ...broken }, moments), { instanceOf: ClosedFormError }).field;
  t.is(fieldOf({ decoderWeights: new Float64Array(6).fill(Number.NaN) }), 'decoderWeights');
  t.is(fieldOf({ decoderVariance: Float64Array.of(0) }), 'decoderVariance');
  t.is(fieldOf({ decoderVariance: Float64Array.of(1, 1) }), 'decoderVariance');
  t.is(fieldOf({ posteriorVariance: Float64Array.of(1, -1) }), 'posteriorVariance');
  t.is(fieldOf({ encoderWeights: new Float64Array(5) }), 'encoderWeights');
  t.is(fieldOf({ latentDim: 0 }), 'latentDim');
});
