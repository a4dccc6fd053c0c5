import test from 'ava';
import fc from 'fast-check';
import { determinant, inverse, Matrix } from 'ml-matrix';
import { linearVaeLogLikelihood } from '../../src/index.ts';
import { logConditional, logNormal } from '../support/brute-force.ts';
import { difference, randomCase, randomShapes, varianceAt } from '../support/random-model.ts';

test('equals the d x d Gaussian density of each data point, by determinant and inverse', (t) => {
  fc.assert(
    fc.property(randomShapes, (shape) => {
      const { vae, values, count, moments } = randomCase(shape);
      const { dim, latentDim } = vae;
      const weights = Matrix.from1DArray(dim, latentDim, vae.decoderWeights);
      const noise = Matrix.diag(Array.from({ length: dim }, (_, j) => varianceAt(vae, j)));
      const covariance = weights.mmul(weights.transpose()).add(noise);
      const precision = inverse(covariance);
      let expected = 0;
      for (let n = 0; n < count; n++) {
        const centred = Matrix.columnVector(values.subarray(n * dim, (n + 1) * dim)).sub(
          Matrix.columnVector(vae.decoderBias),
        );
        const distance = centred.transpose().mmul(precision).mmul(centred).get(0, 0);
        expected -= (dim * Math.log(2 * Math.PI) + Math.log(determinant(covariance)) + distance) / 2 / count;
      }
      t.true(difference(linearVaeLogLikelihood(vae, moments), expected) < 1e-9);
    }),
  );
});

test('equals the integral of p(x|z) p(z) over z', (t) => {
  for (const perDimension of [false, true]) {
    const { vae, values, count, moments } = randomCase({ dim: 3, latentDim: 1, count: 4, seed: 7, perDimension });
    const step = 0.002;
    let expected = 0;
    for (let n = 0; n < count; n++) {
      let density = 0;
      for (let z = -9; z < 9; z += step) density += Math.exp(logConditional(vae, values, n, [z]) + logNormal(z, 0, 1));
      expected += Math.log(density * step) / count;
    }
    t.true(difference(linearVaeLogLikelihood(vae, moments), expected) < 1e-9);
  }
});
