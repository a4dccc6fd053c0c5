import test from 'ava';
import fc from 'fast-check';
import {
  ClosedFormError,
  eigendecompose,
  type LinearDecoder,
  linearVaeLogLikelihood,
  optimalLinearVae,
  ppcaMaximum,
  ppcaMaximumAtVariance,
} from '../../src/index.ts';
import { at, difference, randomCase } from '../support/random-model.ts';

const shapes = fc.record({
  dim: fc.integer({ min: 2, max: 7 }),
  latentDim: fc.integer({ min: 1, max: 6 }),
  count: fc.constant(20),
  seed: fc.integer({ min: 1, max: 1e6 }),
  perDimension: fc.constant(false),
});

test('the maximum is the exact log-likelihood of its own weights, and no nearby or random model exceeds it', (t) => {
  fc.assert(
    fc.property(shapes, (shape) => {
      fc.pre(shape.latentDim < shape.dim);
      const { moments, normal } = randomCase(shape);
      const spectrum = eigendecompose(moments);
      const { variance, logLikelihood } = ppcaMaximum(spectrum.eigenvalues, shape.latentDim);
      // Below, float64 itself has too few digits of the discarded eigenvalues for the comparison.
      fc.pre(variance > 1e-4);
      const best = optimalLinearVae(moments.mean, spectrum, { latentDim: shape.latentDim, beta: 1, variance });
      t.true(difference(linearVaeLogLikelihood(best, moments), logLikelihood) < 1e-9);

      const fixed = ppcaMaximumAtVariance(spectrum.eigenvalues, shape.latentDim, variance);
      t.true(difference(fixed.logLikelihood, logLikelihood) < 1e-9);

      for (const scale of [1e-3, 1e-2, 0.1, 1]) {
        const other = perturbed(best, scale, normal);
        const value = linearVaeLogLikelihood(other, moments);
        t.true(value <= logLikelihood + 1e-9 * Math.abs(logLikelihood));
        const bound = ppcaMaximumAtVariance(spectrum.eigenvalues, shape.latentDim, at(other.decoderVariance, 0));
        t.true(value <= bound.logLikelihood + 1e-9 * Math.abs(value));
        t.true(bound.logLikelihood <= logLikelihood + 1e-9 * Math.abs(logLikelihood));
      }
    }),
  );
});

test('at a fixed variance only eigenvalues above it are used, k at most', (t) => {
  const eigenvalues = Float64Array.of(4, 2, 1, 0.5, 0);
  t.is(ppcaMaximumAtVariance(eigenvalues, 5, 1).active, 2);
  t.is(ppcaMaximumAtVariance(eigenvalues, 1, 1).active, 1);
  t.is(ppcaMaximumAtVariance(eigenvalues, 5, 5).active, 0);
  // Nothing active: the density of N(mean, 5 I).
  const expected = -(5 * Math.log(2 * Math.PI * 5) + 7.5 / 5) / 2;
  t.true(difference(ppcaMaximumAtVariance(eigenvalues, 5, 5).logLikelihood, expected) < 1e-14);
});

test('a covariance divided by N - 1 gives a model that is not the likeliest', (t) => {
  const { moments, count } = randomCase({ dim: 5, latentDim: 2, count: 12, seed: 4, perDimension: false });
  const logLikelihoodOf = (covariance: Float64Array) => {
    const spectrum = eigendecompose({ dim: 5, covariance });
    const { variance } = ppcaMaximum(spectrum.eigenvalues, 2);
    const model = optimalLinearVae(moments.mean, spectrum, { latentDim: 2, beta: 1, variance });
    return linearVaeLogLikelihood(model, moments);
  };
  const unbiased = moments.covariance.map((value) => (value * count) / (count - 1));
  t.true(logLikelihoodOf(unbiased) < logLikelihoodOf(moments.covariance) - 1e-3);
});

test('k at or above the rank is refused with the rank, and directions without variance give no NaN', (t) => {
  const eigenvalues = Float64Array.of(3, 2, 1, 1e-18, 0);
  for (const latentDim of [3, 4, 9]) {
    const error = t.throws(() => ppcaMaximum(eigenvalues, latentDim), { instanceOf: ClosedFormError });
    t.is(error.field, 'latentDim');
    t.true(error.expected.endsWith('3'));
    t.is(error.received, String(latentDim));
  }
  const { variance, logLikelihood } = ppcaMaximum(eigenvalues, 2);
  t.true(difference(variance, 1 / 3) < 1e-15);
  t.true(Number.isFinite(logLikelihood));
  t.true(Number.isFinite(ppcaMaximumAtVariance(eigenvalues, 5, 0.01).logLikelihood));
  t.throws(() => ppcaMaximumAtVariance(eigenvalues, 2, 0), { instanceOf: ClosedFormError });
});

function perturbed(decoder: LinearDecoder, scale: number, normal: () => number): LinearDecoder {
  return {
    ...decoder,
    decoderWeights: decoder.decoderWeights.map((weight) => weight + scale * normal()),
    decoderBias: decoder.decoderBias.map((bias) => bias + scale * normal()),
    decoderVariance: decoder.decoderVariance.map((variance) => variance * Math.exp(scale * normal())),
  };
}
