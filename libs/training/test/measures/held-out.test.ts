import test from 'ava';
import { weightsOf } from '../support/stored-weights.ts';
import { metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

test.serial('the ELBO of held-out images is that of the trained weights on those images', async (t) => {
  const variance = 0.3;
  const trained = await trainForTest({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 3 },
    likelihood: { variance },
    objective: { estimator: 'analytic' },
    optimizer: { learningRate: 0.02 },
    train: { steps: 60 },
  });
  const { test: heldOut, values, count, dim, moments } = trained.dataset;
  if (!heldOut) throw new Error('there are images held out');
  const arrays = weightsOf(trained);
  const array = (name: string) => arrays[name]?.values ?? new Float64Array();
  const decoder = array('decoder.location.weights');
  const spread = array('encoder.logVariance').map(Math.exp);
  // Rows of the encoder by latent dimension.
  const encoder = [0, 1, 2].map((i) =>
    Float64Array.from({ length: dim }, (_, j) => array('encoder.mean.weights')[j * 3 + i] ?? 0),
  );
  const elboOf = (images: Float32Array, points: number) => {
    let elbo = 0;
    for (let n = 0; n < points; n++) {
      const x = moments.mean.map((value, j) => (images[n * dim + j] ?? 0) - value);
      const code = encoder.map((row, i) =>
        row.reduce((sum, value, j) => sum + value * (x[j] ?? 0), array('encoder.mean.biases')[i] ?? 0),
      );
      let error = 0;
      for (let j = 0; j < dim; j++) {
        let location = array('decoder.location.biases')[j] ?? 0;
        for (let i = 0; i < 3; i++) {
          const weight = decoder[i * dim + j] ?? 0;
          location += weight * (code[i] ?? 0);
          error += (spread[i] ?? 0) * weight * weight;
        }
        error += ((x[j] ?? 0) - location) ** 2;
      }
      const kl = code.reduce((sum, value, i) => {
        const own = spread[i] ?? 0;
        return sum + (own + value * value - 1 - Math.log(own)) / 2;
      }, 0);
      elbo += (-(dim * Math.log(2 * Math.PI * variance) + error / variance) / 2 - kl) / points;
    }
    return elbo;
  };
  t.deepEqual([...array('dataMean')], [...Float32Array.from(moments.mean)]);
  const metrics = metricsOf(trained);
  for (const [name, expected] of [
    ['test_elbo', elboOf(heldOut.values, heldOut.count)],
    ['elbo', elboOf(values, count)],
  ] as const) {
    t.true(Math.abs(taken(metrics, name) - expected) < 1e-3, `${name}: ${metrics[name]} against ${expected}`);
  }
  t.true(Math.abs(taken(metrics, 'test_elbo') - taken(metrics, 'elbo')) > 0.05, 'the two sets of images differ');
});
