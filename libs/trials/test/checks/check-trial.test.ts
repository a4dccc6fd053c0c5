import test from 'ava';
import { checkTrial, type DatasetFacts, type TrialInput, trialSpecification } from '../../src/index.ts';

/** The fields that are refused, in order. */
function refused(change: Partial<TrialInput>, facts: DatasetFacts | null = { dim: 10, count: 50, rank: 6 }): string[] {
  const specification = trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 4 },
    train: { steps: 10 },
    ...change,
  });
  return checkTrial(specification, facts).map(({ field }) => field);
}

test('what stands exactly at a limit is allowed', (t) => {
  t.deepEqual(refused({ objective: { warmupSteps: 10 } }), []);
  t.deepEqual(refused({ model: { latentDim: 10 } }), []);
  t.deepEqual(refused({ train: { steps: 1, batchSize: 50 } }), []);
  t.deepEqual(refused({ train: { steps: 1, batchSize: 51 } }), ['train.batchSize']);
  t.deepEqual(refused({ model: { latentDim: 11 } }), ['model.latentDim']);
  t.deepEqual(refused({ model: { latentDim: 11 } }, null), []);
});

test('a learned variance needs fewer latent dimensions than the rank, or a floor', (t) => {
  const scalar = (latentDim: number, likelihood: object = {}) =>
    refused({ model: { latentDim }, likelihood: { learn: 'scalar', ...likelihood } });
  t.deepEqual(scalar(5), []);
  t.deepEqual(scalar(6), ['model.latentDim']);
  t.deepEqual(scalar(6, { varianceFloor: 0.1 }), []);
  t.deepEqual(refused({ model: { latentDim: 6 } }), []);
  t.deepEqual(refused({ model: { latentDim: 6 }, likelihood: { learn: 'scalar' } }, { dim: 10, count: 50 }), []);
});

test('the eigenbasis is for a linear VAE on its covariance: everything else is refused by its field', (t) => {
  const eigen = (change: Partial<TrialInput>) =>
    refused({ ...change, objective: { estimator: 'analytic', basis: 'eigen', ...change.objective } });
  t.deepEqual(eigen({}), []);
  t.deepEqual(eigen({ model: { latentDim: 4, encoder: { channels: [4] } } }), ['model.encoder.channels']);
  t.deepEqual(eigen({ model: { latentDim: 4, second: { latentDim: 2 } } }), ['model.second']);
  t.deepEqual(eigen({ dataset: { name: 'mnist-1k', condition: 'left-half' } }), ['dataset.condition']);
  t.deepEqual(eigen({ train: { steps: 10, batchSize: 5 } }), ['train.batchSize']);
  t.deepEqual(eigen({ objective: { estimator: 'stochastic' } }), ['objective.estimator']);
});

test('a start at the linear solution is refused wherever there is none, or it cannot be laid', (t) => {
  const start = (change: Partial<TrialInput> = {}, model: object = {}) =>
    refused({ ...change, model: { latentDim: 4, start: 'linear', ...model } });
  t.deepEqual(start(), []);
  t.deepEqual(start({ likelihood: { learn: 'scalar' } }), []);
  t.deepEqual(start({ likelihood: { learn: 'per-dimension' } }), ['likelihood.learn']);
  t.deepEqual(start({ likelihood: { learn: 'network' } }), ['likelihood.learn']);
  for (const reduction of ['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const) {
    t.deepEqual(start({ objective: { reduction } }), ['objective.reduction']);
  }
  t.deepEqual(start({ objective: { beta: 0 } }), ['objective.beta']);
  t.deepEqual(start({ dataset: { name: 'mnist-1k', condition: 'left-half' } }), ['dataset.condition']);
  t.deepEqual(start({}, { second: { latentDim: 2 } }), ['model.second']);
  t.deepEqual(start({}, { encoder: { channels: [4] } }), ['model.encoder.channels']);
  t.deepEqual(start({}, { decoder: { channels: [4], hidden: [8] } }), ['model.decoder.channels']);
});

test('both Bernoulli kinds need values that are said to be within [0, 1], where anybody says it', (t) => {
  const dataset = { name: 'array', file: 'x.npy' } as const;
  for (const kind of ['gaussian', 'bernoulli', 'continuous-bernoulli'] as const) {
    const expected = kind === 'gaussian' ? [] : ['likelihood.kind'];
    for (const values of ['real', 'count', 'token'] as const) {
      t.deepEqual(refused({ dataset, likelihood: { kind } }, { dim: 10, count: 50, values }), expected);
    }
    t.deepEqual(refused({ dataset, likelihood: { kind } }, { dim: 10, count: 50, values: 'unit' }), []);
    t.deepEqual(refused({ dataset, likelihood: { kind } }, { dim: 10, count: 50 }), []);
    t.deepEqual(refused({ dataset, likelihood: { kind } }, { dim: 10, count: 50, supports: ['real'] }), expected);
  }
});

test('counts and shares go with values that are said to be such', (t) => {
  const said = (kind: 'poisson' | 'beta', values: 'count' | 'unit') =>
    refused({ dataset: { name: 'array', file: 'x.npy' }, likelihood: { kind } }, { dim: 10, count: 50, values });
  t.deepEqual([said('poisson', 'count'), said('beta', 'unit')], [[], []]);
  t.deepEqual([said('poisson', 'unit'), said('beta', 'count')], [['likelihood.kind'], ['likelihood.kind']]);
});

test('what an objective finds wrong is told', (t) => {
  const objective = { freeBits: { nats: 1 } };
  t.deepEqual(refused({ objective }), []);
  t.deepEqual(refused({ objective, model: { latentDim: 4, second: { latentDim: 2 } } }), ['objective.freeBits']);
});

test('convolutions halve the side of square images, whatever the images are', (t) => {
  const layers = (count: number, dataset: TrialInput['dataset']) =>
    refused({ dataset, model: { latentDim: 4, encoder: { channels: Array<number>(count).fill(4) } } }, null);
  const folder = (size: number) => ({ name: 'image-folder', folder: 'a', count: 9, size }) as const;
  t.deepEqual(layers(3, folder(32)), []);
  t.deepEqual(layers(5, folder(32)), []);
  t.deepEqual(layers(6, folder(32)), ['model.encoder.channels']);
  t.deepEqual(layers(3, folder(28)), ['model.encoder.channels']);
  t.deepEqual(layers(2, { name: 'mnist' }), []);
  t.deepEqual(layers(3, { name: 'mnist' }), ['model.encoder.channels']);
  const array = { name: 'array', file: 'x.npy' } as const;
  t.deepEqual(layers(2, array), []);
  const known = (imageSide: number | null) =>
    refused(
      { dataset: array, model: { latentDim: 4, encoder: { channels: [4, 4] } } },
      { dim: 64, count: 50, imageSide },
    );
  t.deepEqual([known(8), known(6), known(null)], [[], ['model.encoder.channels'], ['model.encoder.channels']]);
});
