import test from 'ava';
import { weightsOf } from '../support/stored-weights.ts';
import { linearInput, metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

test.serial('the floor of a learned variance is part of the exact ELBO and of log p(x)', async (t) => {
  const floor = 0.2;
  const trained = await trainForTest(
    linearInput({
      model: { latentDim: 1 },
      likelihood: { variance: 1, learn: 'scalar', varianceFloor: floor },
      train: { steps: 40 },
    }),
  );
  const { values, count, dim, moments } = trained.dataset;
  const arrays = weightsOf(trained);
  const array = (name: string) => arrays[name]?.values ?? new Float64Array();
  const variance = Math.exp(array('decoder.logVariance')[0] ?? 0) + floor;
  const spread = Math.exp(array('encoder.logVariance')[0] ?? 0);
  const [weights, encoder] = [array('decoder.location.weights'), array('encoder.mean.weights')];
  const square = weights.reduce((sum, value) => sum + value * value, 0);
  let [elbo, logLikelihood] = [0, 0];
  for (let n = 0; n < count; n++) {
    const x = moments.mean.map((value, j) => (values[n * dim + j] ?? 0) - value);
    const code = x.reduce((sum, value, j) => sum + value * (encoder[j] ?? 0), array('encoder.mean.biases')[0] ?? 0);
    const residual = x.map((value, j) => value - (array('decoder.location.biases')[j] ?? 0));
    const error = residual.reduce((sum, value, j) => sum + (value - code * (weights[j] ?? 0)) ** 2, spread * square);
    const kl = (spread + code * code - 1 - Math.log(spread)) / 2;
    elbo += (-(dim * Math.log(2 * Math.PI * variance) + error / variance) / 2 - kl) / count;
    // C = w w^T + s2 I: its determinant and inverse by one direction.
    const along = residual.reduce((sum, value, j) => sum + value * (weights[j] ?? 0), 0);
    const norm = residual.reduce((sum, value) => sum + value * value, 0);
    const quadratic = (norm - along ** 2 / (square + variance)) / variance;
    const logDeterminant = (dim - 1) * Math.log(variance) + Math.log(square + variance);
    logLikelihood -= (dim * Math.log(2 * Math.PI) + logDeterminant + quadratic) / (2 * count);
  }
  const metrics = metricsOf(trained);
  t.true(Math.abs(taken(metrics, 'elbo') - elbo) < 1e-5, `${metrics.elbo} against ${elbo}`);
  t.true(Math.abs(taken(metrics, 'log_likelihood') - logLikelihood) < 1e-5);
  t.true(Math.abs(taken(metrics, 'decoder_variance') - variance) < 1e-5);
});
