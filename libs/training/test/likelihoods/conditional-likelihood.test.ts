import { linearVaeLogLikelihood, momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import { weightsOf } from '../support/stored-weights.ts';
import { metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

test.serial(
  'log p(x) given half an image, whose mean is not 0, is that of the rest of the trained decoder',
  async (t) => {
    const trained = await trainForTest({
      dataset: { name: 'mnist-1k', condition: 'left-half' },
      model: { latentDim: 5 },
      likelihood: { variance: 0.1 },
      objective: { estimator: 'analytic' },
      optimizer: { learningRate: 0.01 },
      train: { steps: 10 },
      evaluation: { samples: 1 },
    });
    const metrics = metricsOf(trained);
    t.true(taken(metrics, 'objective') <= taken(metrics, 'objective_optimum'));
    const { values, count, dim, moments, condition } = trained.dataset;
    const arrays = weightsOf(trained);
    const array = (name: string) => arrays[name]?.values ?? new Float64Array();
    // What the decoder adds for the condition is centred.
    const left = Float64Array.from(values);
    for (let n = 0; n < count; n++) {
      for (let i = 0; i < dim; i++) {
        const seen = (condition?.values[n * dim + i] ?? 0) - (condition?.mean[i] ?? 0);
        for (let j = 0; j < dim; j++) {
          left[n * dim + j] = (left[n * dim + j] ?? 0) - seen * (array('decoder.condition.weights')[i * dim + j] ?? 0);
        }
      }
    }
    const weights = array('decoder.location.weights');
    const decoder = {
      latentDim: 5,
      dim,
      decoderWeights: weights.map((_, index) => weights[(index % 5) * dim + Math.floor(index / 5)] ?? 0),
      decoderBias: moments.mean.map((value, j) => value + (array('decoder.location.biases')[j] ?? 0)),
      decoderVariance: Float64Array.of(0.1),
    };
    const expected = linearVaeLogLikelihood(decoder, momentsOf(left, count, dim));
    const found = taken(metrics, 'log_likelihood');
    t.true(Math.abs(found - expected) < 1e-6 * Math.abs(expected), `${found} against ${expected}`);
  },
);
