import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { decode as decodePng } from 'fast-png';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';

test.serial('the importance-weighted estimate closes in on the exact log p(x) from below', async (t) => {
  const estimates: number[] = [];
  for (const importanceSamples of [1, 10, 1000]) {
    const metrics = metricsOf(
      await trainForTest(
        linearInput({ train: { steps: 60 }, evaluation: { importanceSamples, importancePoints: 400 } }),
      ),
    );
    estimates.push(metrics.log_likelihood_iw ?? Number.NaN);
    if (importanceSamples === 1000) {
      t.true(Math.abs((metrics.log_likelihood_iw ?? 0) - (metrics.log_likelihood ?? 0)) < 0.02, `${estimates}`);
    } else {
      t.true((metrics.log_likelihood_iw ?? 0) < (metrics.log_likelihood ?? 0));
    }
    if (importanceSamples === 1) t.true(Math.abs((metrics.log_likelihood_iw ?? 0) - (metrics.elbo ?? 0)) < 0.3);
  }
  t.deepEqual(
    [...estimates].sort((a, b) => a - b),
    estimates,
  );
});

test.serial('for a nonlinear decoder the posterior KL is the estimate minus the ELBO of the same points', async (t) => {
  const metrics = metricsOf(
    await trainForTest(
      linearInput({
        model: { latentDim: 2, encoder: { hidden: [8] }, decoder: { hidden: [8] } },
        objective: {},
        train: { steps: 200, batchSize: 100 },
        evaluation: { importanceSamples: 200, importancePoints: 400, samples: 64 },
      }),
    ),
  );
  t.is(metrics.log_likelihood, null);
  t.true((metrics.posterior_kl ?? -1) > 0);
  const gap = (metrics.log_likelihood_iw ?? 0) - (metrics.elbo ?? 0);
  t.true(Math.abs((metrics.posterior_kl ?? 0) - gap) < 0.05, `${metrics.posterior_kl} against ${gap}`);
});

test.serial('the curve ends where the final metrics are, to float32', async (t) => {
  for (const basis of ['pixel', 'eigen'] as const) {
    const trained = await trainForTest(
      linearInput({ objective: { estimator: 'analytic', basis }, train: { steps: 100 } }),
    );
    const last = trained.history.at(-1)?.metrics ?? {};
    const metrics = metricsOf(trained);
    for (const name of ['objective', 'elbo', 'reconstruction', 'kl', 'active_units', 'decoder_variance'] as const) {
      const [curve, final] = [last[name] ?? Number.NaN, metrics[name] ?? Number.NaN];
      t.true(Math.abs(curve - final) < 1e-5 * (1 + Math.abs(final)), `${basis} ${name}: ${curve} against ${final}`);
    }
  }
});

test.serial(
  'the weights on disk are the trained model: tf.io reads them and they give the recorded ELBO',
  async (t) => {
    const variance = 1;
    const trained = await trainForTest(
      linearInput({ train: { steps: 50 }, model: { latentDim: 2 }, likelihood: { variance } }),
    );
    const manifest = JSON.parse(String(trained.files.get('weights/model.json')));
    const bytes = trained.files.get('weights/weights.bin') as Uint8Array;
    const weights = tf.io.decodeWeights(new Uint8Array(bytes).buffer, manifest.weightsManifest[0].weights);
    const rows = (name: string) => (weights[name] as tf.Tensor).arraySync() as number[][];
    const mean = (weights.dataMean as tf.Tensor).arraySync() as number[];
    const { count, dim, values } = trained.dataset;
    const logVariance = rows('encoder.logVariance')[0] as number[];
    const decoder = rows('decoder.location.weights');
    let elbo = 0;
    for (let point = 0; point < count; point++) {
      const x = mean.map((value, j) => (values[point * dim + j] ?? 0) - value);
      const z = logVariance.map((_, i) =>
        x.reduce(
          (total, value, j) => total + value * (rows('encoder.mean.weights')[j]?.[i] ?? 0),
          rows('encoder.mean.biases')[0]?.[i] ?? 0,
        ),
      );
      let error = 0;
      for (let j = 0; j < dim; j++) {
        const y = z.reduce(
          (total, value, i) => total + value * (decoder[i]?.[j] ?? 0),
          rows('decoder.location.biases')[0]?.[j] ?? 0,
        );
        error += ((x[j] ?? 0) - y) ** 2;
        for (const [i, logV] of logVariance.entries()) error += Math.exp(logV) * (decoder[i]?.[j] ?? 0) ** 2;
      }
      const kl = z.reduce((total, value, i) => {
        const logV = logVariance[i] ?? 0;
        return total + (Math.exp(logV) - logV - 1 + value ** 2) / 2;
      }, 0);
      elbo += (-error / (2 * variance) - (dim / 2) * Math.log(2 * Math.PI * variance) - kl) / count;
    }
    const recorded = metricsOf(trained).elbo ?? 0;
    t.true(Math.abs(elbo - recorded) < 1e-4, `${elbo} against ${recorded}`);
    tf.dispose(weights);
  },
);

test.serial('image data get pictures and a test ELBO', async (t) => {
  const trained = await trainForTest({
    dataset: { name: 'mnist-1k', scaling: 'logit' },
    model: { latentDim: 4, encoder: { hidden: [16], variance: 'amortized' }, decoder: { hidden: [16] } },
    likelihood: { variance: 10 },
    train: { steps: 5, batchSize: 50 },
    evaluation: { samples: 1 },
  });
  if (trained.result.status !== 'done') throw new Error('the trial failed');
  for (const { file } of trained.result.pictures) {
    const picture = decodePng(trained.files.get(file) as Uint8Array);
    t.deepEqual([picture.width, picture.height], [10 * 29 + 1, 2 * 29 + 1]);
  }
  t.is(trained.result.pictures.length, 2);
  t.true(Number.isFinite(metricsOf(trained).test_elbo));
});
