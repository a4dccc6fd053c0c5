import test from 'ava';
import { approximationGap, linearVaeLogLikelihood, logLikelihoodOfValues, momentsOf } from '../../src/index.ts';
import { expectedLogConditional } from '../support/brute-force.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, randomCase } from '../support/random-model.ts';

test('the approximation gap is what numerical search of the best Gaussian q of a data point leaves', (t) => {
  for (const [seed, perDimension] of [
    [3, false],
    [4, true],
  ] as const) {
    const { vae, values } = randomCase({ dim: 5, latentDim: 3, count: 2, seed, perDimension });
    for (const n of [0, 1]) {
      const elbo = (parameters: Float64Array) => {
        const mean = [...parameters.subarray(0, 3)];
        const variance = [...parameters.subarray(3)].map(Math.exp);
        const kl = mean.reduce((sum, value, i) => {
          const own = at(variance, i);
          return sum + (own + value * value - 1 - Math.log(own)) / 2;
        }, 0);
        return expectedLogConditional(vae, values, n, mean, variance) - kl;
      };
      const best = elbo(ascend(elbo, 6, 11, 3000));
      const point = values.subarray(5 * n, 5 * (n + 1));
      const logLikelihood = linearVaeLogLikelihood(vae, momentsOf(point, 1, 5));
      t.true(Math.abs(logLikelihood - best - approximationGap(vae)) < 1e-6, `${logLikelihood - best}`);
    }
  }
});

test('orthogonal columns leave no gap', (t) => {
  const decoder = {
    latentDim: 2,
    dim: 3,
    decoderWeights: Float64Array.of(1, 0, 0, 2, 0, 0),
    decoderBias: new Float64Array(3),
    decoderVariance: Float64Array.of(0.4),
  };
  t.is(approximationGap(decoder), 0);
});

test('log p(x) point by point is that of the moments, and of N(mu, W W^T + diag(variance)) written out', (t) => {
  for (const perDimension of [false, true]) {
    const { vae, values, count, moments } = randomCase({ dim: 6, latentDim: 3, count: 40, seed: 9, perDimension });
    const found = logLikelihoodOfValues(vae, values, count);
    t.true(difference(found, linearVaeLogLikelihood(vae, moments)) < 1e-12);
  }
  // Two dimensions, by the inverse of a 2 x 2 matrix.
  const { vae, values, count } = randomCase({ dim: 2, latentDim: 2, count: 7, seed: 2, perDimension: true });
  const [w1 = 0, w2 = 0, w3 = 0, w4 = 0] = vae.decoderWeights;
  const a = w1 * w1 + w2 * w2 + at(vae.decoderVariance, 0);
  const b = w1 * w3 + w2 * w4;
  const d = w3 * w3 + w4 * w4 + at(vae.decoderVariance, 1);
  const determinant = a * d - b * b;
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const x = at(values, 2 * n) - at(vae.decoderBias, 0);
    const y = at(values, 2 * n + 1) - at(vae.decoderBias, 1);
    const quadratic = (d * x * x - 2 * b * x * y + a * y * y) / determinant;
    sum -= (2 * Math.log(2 * Math.PI) + Math.log(determinant) + quadratic) / 2 / count;
  }
  t.true(difference(logLikelihoodOfValues(vae, values, count), sum) < 1e-12);
});
