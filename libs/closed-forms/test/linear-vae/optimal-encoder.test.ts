import test from 'ava';
import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { ClosedFormError, type LinearVae, linearVaeElbo, optimalLinearEncoder } from '../../src/index.ts';
import { at, difference, randomCase, randomShapes } from '../support/random-model.ts';

test('no other encoder has a better objective at this decoder and beta', (t) => {
  fc.assert(
    fc.property(randomShapes, fc.double({ min: 0.05, max: 8, noNaN: true }), (shape, beta) => {
      const { vae, moments, normal } = randomCase(shape);
      const objective = (candidate: LinearVae) => {
        const { reconstruction, kl } = linearVaeElbo(candidate, moments);
        return reconstruction - beta * kl;
      };
      const best = { ...vae, ...optimalLinearEncoder(vae, beta) };
      const value = objective(best);
      for (const scale of [1e-3, 1e-2, 0.1, 1]) {
        const other = objective({
          ...best,
          encoderWeights: best.encoderWeights.map((weight) => weight + scale * normal()),
          encoderBias: best.encoderBias.map((bias) => bias + scale * normal()),
          posteriorVariance: best.posteriorVariance.map((variance) => variance * Math.exp(scale * normal())),
        });
        t.true(other <= value + 1e-9 * Math.abs(value));
      }
    }),
  );
});

test('one decoder variance: V = (W^T W + beta s2 I)^-1 W^T, D_i = beta s2 / (|w_i|^2 + beta s2)', (t) => {
  const { vae } = randomCase({ dim: 5, latentDim: 3, count: 4, seed: 9, perDimension: false });
  const beta = 1.7;
  const scaled = beta * at(vae.decoderVariance, 0);
  const weights = Matrix.from1DArray(5, 3, vae.decoderWeights);
  const gram = weights.transpose().mmul(weights);
  const expected = inverse(Matrix.add(gram, Matrix.eye(3).mul(scaled))).mmul(weights.transpose());
  const encoder = optimalLinearEncoder(vae, beta);
  expected.to1DArray().forEach((value, index) => {
    t.true(difference(at(encoder.encoderWeights, index), value) < 1e-12);
  });
  encoder.posteriorVariance.forEach((value, i) => {
    t.true(difference(value, scaled / (gram.get(i, i) + scaled)) < 1e-12);
  });
});

test('beta = 0 has no best posterior variance', (t) => {
  const { vae } = randomCase({ dim: 2, latentDim: 1, count: 4, seed: 9, perDimension: false });
  t.is(t.throws(() => optimalLinearEncoder(vae, 0), { instanceOf: ClosedFormError }).field, 'beta');
});
