import test from 'ava';
import fc from 'fast-check';
import { amortizedElbo, ClosedFormError, linearPosteriorMeans, linearVaeElbo } from '../../src/index.ts';
import { expectedLogConditional, integratedKl } from '../support/brute-force.ts';
import { at, difference, randomCase, randomShapes } from '../support/random-model.ts';

test('with a linear encoder it is the ELBO from the moments', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { vae, values, count, moments } = randomCase(shape);
      const amortized = amortizedElbo(vae, values, {
        count,
        latentDim: vae.latentDim,
        posteriorMean: linearPosteriorMeans(vae, values, count),
        posteriorVariance: vae.posteriorVariance,
      });
      const expected = linearVaeElbo(vae, moments);
      t.true(difference(amortized.reconstruction, expected.reconstruction) < 1e-9);
      t.true(difference(amortized.elbo, expected.elbo) < 1e-9);
      expected.klPerDimension.forEach((kl, i) => {
        t.true(difference(at(amortized.klPerDimension, i), kl) < 1e-9);
        t.true(difference(at(amortized.posteriorMeanVariance, i), at(expected.posteriorMeanVariance, i)) < 1e-9);
      });
    }),
  );
});

test('with any means and variances it is the mean over data points computed one by one', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { vae, values, count, normal } = randomCase(shape);
      const k = vae.latentDim;
      for (let index = 0; index < values.length; index += 2) values[index] = 0;
      const posteriorMean = Float32Array.from({ length: count * k }, normal);
      const posteriorVariance = Float32Array.from({ length: count * k }, () => Math.exp(normal()));
      const amortized = amortizedElbo(vae, values, { count, latentDim: k, posteriorMean, posteriorVariance });
      let reconstruction = 0;
      let kl = 0;
      for (let n = 0; n < count; n++) {
        const mean = [...posteriorMean.subarray(n * k, (n + 1) * k)];
        const variance = posteriorVariance.subarray(n * k, (n + 1) * k);
        reconstruction += expectedLogConditional(vae, values, n, mean, variance) / count;
        kl += mean.reduce((sum, code, i) => sum + integratedKl(code, at(variance, i)), 0) / count;
      }
      t.true(difference(amortized.reconstruction, reconstruction) < 1e-9);
      t.true(difference(amortized.kl, kl) < 1e-9);
    }),
    { numRuns: 40 },
  );
});

test('encoder outputs of another model are refused', (t) => {
  const { vae, values, count } = randomCase({ dim: 3, latentDim: 2, count: 5, seed: 1, perDimension: false });
  const outputs = {
    count,
    latentDim: 3,
    posteriorMean: new Float32Array(15),
    posteriorVariance: Float32Array.of(1, 1, 1),
  };
  t.is(t.throws(() => amortizedElbo(vae, values, outputs), { instanceOf: ClosedFormError }).field, 'posteriorMean');
});
