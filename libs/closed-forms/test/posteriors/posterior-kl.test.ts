import test from 'ava';
import fc from 'fast-check';
import {
  linearVaeElbo,
  linearVaeLogLikelihood,
  linearVaePosterior,
  linearVaePosteriorKl,
  optimalLinearEncoder,
} from '../../src/index.ts';
import { logConditional, logNormal } from '../support/brute-force.ts';
import { at, difference, randomCase, randomShapes } from '../support/random-model.ts';

test('log p(x) = ELBO + KL(q || posterior), each computed on its own', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { vae, moments } = randomCase(shape);
      const posteriorKl = linearVaePosteriorKl(vae, moments);
      t.true(
        difference(linearVaeLogLikelihood(vae, moments), linearVaeElbo(vae, moments).elbo + posteriorKl) < 1e-8,
        JSON.stringify(shape),
      );
      t.true(posteriorKl > -1e-10);
    }),
  );
});

test('the posterior has the mean and variance of p(x|z) p(z), integrated', (t) => {
  const { vae, values, count } = randomCase({ dim: 3, latentDim: 1, count: 3, seed: 5, perDimension: true });
  const posterior = linearVaePosterior(vae);
  for (let n = 0; n < count; n++) {
    const moment = [0, 0, 0];
    for (let z = -9; z < 9; z += 0.002) {
      const density = Math.exp(logConditional(vae, values, n, [z]) + logNormal(z, 0, 1));
      moment.forEach((_, power) => {
        moment[power] = at(moment, power) + density * z ** power;
      });
    }
    const mean = at(moment, 1) / at(moment, 0);
    const expected = values
      .subarray(n * 3, n * 3 + 3)
      .reduce((sum, value, j) => sum + value * at(posterior.weights, j), at(posterior.bias, 0));
    t.true(difference(expected, mean) < 1e-9);
    t.true(difference(1 / at(posterior.precision, 0), at(moment, 2) / at(moment, 0) - mean * mean) < 1e-9);
  }
});

test('at the best encoder the gap is (sum ln M_ii - ln |M|) / 2, and 0 for orthogonal decoder columns', (t) => {
  const { vae, moments } = randomCase({ dim: 4, latentDim: 2, count: 9, seed: 21, perDimension: false });
  const best = { ...vae, ...optimalLinearEncoder(vae, 1) };
  const [a, b, c, d] = linearVaePosterior(vae).precision;
  const [m11, m12, m21, m22] = [a ?? 0, b ?? 0, c ?? 0, d ?? 0];
  const gap = (Math.log(m11 * m22) - Math.log(m11 * m22 - m12 * m21)) / 2;
  t.true(gap > 0.01);
  t.true(difference(linearVaePosteriorKl(best, moments), gap) < 1e-12);

  const orthogonal = { ...vae, decoderWeights: Float64Array.of(1, 2, 1, -2, 3, 0, 0, 0) };
  const exact = { ...orthogonal, ...optimalLinearEncoder(orthogonal, 1) };
  t.true(Math.abs(linearVaePosteriorKl(exact, moments)) < 1e-12);
});
