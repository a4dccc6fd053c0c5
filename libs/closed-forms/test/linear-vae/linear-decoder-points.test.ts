import test from 'ava';
import fc from 'fast-check';
import { amortizedElbo, expectedSquaredError, linearDecoderPoints, logLikelihoodOfValues } from '../../src/index.ts';
import { difference, randomCase, randomShapes } from '../support/random-model.ts';

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);

test('the means over the data points are the ELBO’s reconstruction and log p(x)', (t) => {
  fc.assert(
    fc.property(randomShapes, fc.boolean(), (shape, isShared) => {
      const { vae, values, count, normal } = randomCase(shape);
      const { latentDim } = vae;
      const outputs = {
        count,
        latentDim,
        posteriorMean: Float64Array.from({ length: count * latentDim }, normal),
        posteriorVariance: Float64Array.from({ length: isShared ? latentDim : count * latentDim }, () =>
          Math.exp(normal() - 1),
        ),
      };
      const { reconstruction, logLikelihood } = linearDecoderPoints(vae, values, outputs);
      t.true(difference(meanOf(reconstruction), amortizedElbo(vae, values, outputs).reconstruction) < 1e-10);
      t.true(difference(meanOf(logLikelihood), logLikelihoodOfValues(vae, values, count)) < 1e-10);
      // Each data point alone.
      const first = { ...outputs, count: 1, posteriorMean: outputs.posteriorMean.subarray(0, latentDim) };
      const alone = linearDecoderPoints(vae, values.subarray(0, vae.dim), {
        ...first,
        posteriorVariance: outputs.posteriorVariance.subarray(0, latentDim),
      });
      t.true(difference(alone.logLikelihood[0] ?? 0, logLikelihood[0] ?? 1) < 1e-12);
      const error = expectedSquaredError(vae, values, outputs);
      const unit = { ...vae, decoderVariance: Float64Array.of(1) };
      const ofUnit = -2 * amortizedElbo(unit, values, outputs).reconstruction - vae.dim * Math.log(2 * Math.PI);
      t.true(difference(error, ofUnit) < 1e-10);
    }),
    { numRuns: 60 },
  );
});
