import test from 'ava';
import { checkTrial, packKey, type TrialInput, trialSpecification } from '../../src/index.ts';

const specification = (change: Partial<TrialInput>) =>
  trialSpecification.parse({ dataset: { name: 'mnist-1k' }, model: { latentDim: 4 }, train: { steps: 10 }, ...change });

/** The fields that are refused, in order. */
const refused = (change: Partial<TrialInput>) =>
  checkTrial(specification(change), null).map(({ field, expected }) => `${field}: ${expected}`);

const synthetic: TrialInput['dataset'] = { name: 'synthetic', eigenvalues: [1], dim: 4, count: 9 };

test('convolutions need square images that halve often enough', (t) => {
  const channels = (count: number) => ({ latentDim: 4, encoder: { channels: Array<number>(count).fill(8) } });
  t.deepEqual(refused({ model: channels(2) }), []);
  t.deepEqual(refused({ model: channels(3) }), [
    'model.encoder.channels: as many layers as 28, the side of the images, can be halved',
  ]);
  t.deepEqual(refused({ model: channels(1), dataset: synthetic }), [
    'model.encoder.channels: nothing, or square images as the data set',
  ]);
  t.is(refused({ model: channels(1), dataset: { name: 'mnist-1k', condition: 'left-half' } }).length, 1);
  t.deepEqual(
    refused({
      model: { latentDim: 4, decoder: { channels: [8] } },
      dataset: { name: 'image-folder', folder: 'a', size: 30, count: 3 },
    }),
    [],
  );
});

test('an analytic objective needs a decoder without convolutions, the eigenbasis a plain model', (t) => {
  const model = { latentDim: 4, decoder: { channels: [8] } };
  t.deepEqual(refused({ model, objective: { estimator: 'analytic' } }), [
    'model.decoder.channels: nothing, a linear decoder, for objective.estimator "analytic"',
  ]);
  const objective = { estimator: 'analytic', basis: 'eigen' } as const;
  t.deepEqual(refused({ model: { latentDim: 4, second: { latentDim: 2 } }, objective }), [
    'model.second: nothing for objective.basis "eigen"',
  ]);
  t.deepEqual(refused({ dataset: { ...synthetic, condition: { correlations: [0.5] } }, objective }), [
    'dataset.condition: nothing for objective.basis "eigen"',
  ]);
});

test('a second level has its own rules', (t) => {
  const model = { latentDim: 4, second: { latentDim: 4 } };
  t.deepEqual(refused({ model, objective: { secondBeta: 2 } }), []);
  t.deepEqual(refused({ objective: { secondBeta: 2 } }), ['objective.secondBeta: nothing without model.second']);
  t.deepEqual(
    refused({
      model: { latentDim: 4, second: { latentDim: 5 } },
      objective: { secondBeta: 2, warmupSteps: 3, reduction: 'mean-mean' },
      evaluation: { importanceSamples: 5, priorSamples: 5, marginalSamples: 2, gapPoints: 3, gapSteps: 4 },
    }),
    [
      'model.second.latentDim: an integer <= model.latentDim = 4',
      'objective.reduction: "elbo" with model.second',
      'evaluation.importanceSamples: 0 with model.second',
      'evaluation.priorSamples: nothing with model.second',
      'evaluation.marginalSamples: nothing with model.second',
      'evaluation.gapPoints: nothing with model.second',
      'evaluation.gapSteps: nothing with model.second',
      'objective.warmupSteps: 0 with model.second and objective.secondBeta',
    ],
  );
});

test('gaps of inference need points and steps, and samples where log p(x) has no closed form', (t) => {
  const networks: Partial<TrialInput>[] = [
    { model: { latentDim: 4, decoder: { hidden: [5] } } },
    { likelihood: { learn: 'network' } },
  ];
  const gaps = { gapPoints: 3, gapSteps: 4 };
  for (const network of networks) {
    t.deepEqual(refused({ ...network, evaluation: gaps }), [
      'evaluation.importanceSamples: an integer >= 1 with evaluation.gapPoints, where log p(x) has no closed form',
    ]);
    t.deepEqual(refused({ ...network, evaluation: { ...gaps, importanceSamples: 1 } }), []);
  }
  t.deepEqual(refused({ evaluation: gaps }), []);
  t.deepEqual(refused({ evaluation: { gapPoints: 3 } }), [
    'evaluation.gapSteps: an integer >= 1 beside evaluation.gapPoints',
  ]);
  t.deepEqual(refused({ evaluation: { gapSteps: 3 } }), [
    'evaluation.gapPoints: an integer >= 1 beside evaluation.gapSteps',
  ]);
});

test('a start at the linear solution needs one, and layers that can pass a code on', (t) => {
  const start = 'linear' as const;
  const networks = (activation: 'relu' | 'tanh' | 'identity', width: number) => ({
    model: { latentDim: 4, start, encoder: { hidden: [width], activation }, decoder: { hidden: [width], activation } },
  });
  t.deepEqual(refused(networks('relu', 8)), []);
  t.deepEqual(refused(networks('identity', 4)), []);
  t.deepEqual(refused(networks('relu', 7)), [
    'model.encoder.hidden: widths >= 8 for model.start "linear"',
    'model.decoder.hidden: widths >= 8 for model.start "linear"',
  ]);
  t.is(refused(networks('tanh', 8)).length, 2);
  const linear = { activation: 'tanh' } as const;
  t.deepEqual(refused({ model: { latentDim: 4, start, encoder: linear, decoder: linear } }), []);
  t.deepEqual(
    refused({ model: { latentDim: 4, start }, likelihood: { kind: 'bernoulli' }, objective: { beta: 0 } }).map((text) =>
      text.slice(0, text.indexOf(':')),
    ),
    ['likelihood.kind', 'objective.beta'],
  );
});

test('trials that differ in the weight of the second level alone can train as a pack', (t) => {
  const model = { latentDim: 4, second: { latentDim: 2 } };
  const key = (objective: NonNullable<TrialInput['objective']>) => packKey(specification({ model, objective }));
  t.is(key({ secondBeta: 1 }), key({ secondBeta: 2, beta: 3 }));
  t.not(key({ secondBeta: 1 }), key({}));
});

test('what fills the data to the last dimension and point is accepted, and a variance that cannot be bounded is not', (t) => {
  const facts = { dim: 784, count: 1000, rank: 600 };
  const issues = (change: Partial<TrialInput>) => checkTrial(specification(change), facts).map(({ field }) => field);
  t.deepEqual(issues({ model: { latentDim: 784 }, train: { steps: 1, batchSize: 1000 } }), []);
  t.deepEqual(issues({ model: { latentDim: 785 } }), ['model.latentDim']);
  t.deepEqual(issues({ train: { steps: 1, batchSize: 1001 } }), ['train.batchSize']);
  const model = { latentDim: 600 };
  const learn = 'scalar' as const;
  t.deepEqual(issues({ model, likelihood: { learn } }), ['model.latentDim']);
  t.deepEqual(issues({ model: { latentDim: 599 }, likelihood: { learn } }), []);
  t.deepEqual(issues({ model, likelihood: { learn, varianceFloor: 1e-6 } }), []);
  t.deepEqual(issues({ model }), []);
  t.deepEqual(issues({ model, likelihood: { kind: 'bernoulli' } }), []);
});

test('the eigenbasis is for models without convolutions', (t) => {
  const objective = { estimator: 'analytic', basis: 'eigen' } as const;
  t.deepEqual(refused({ model: { latentDim: 4, encoder: { channels: [8] } }, objective }), [
    'model.encoder.channels: nothing for objective.basis "eigen"',
  ]);
  t.deepEqual(refused({ dataset: { name: 'mnist-1k', condition: 'left-half' }, objective }), [
    'dataset.condition: nothing for objective.basis "eigen"',
  ]);
});

test('a start at the linear solution is refused for whatever has none', (t) => {
  const model = { latentDim: 4, start: 'linear' } as const;
  const fields = (change: Partial<TrialInput>) =>
    checkTrial(specification({ model, ...change }), null).map(({ field }) => field);
  t.deepEqual(fields({}), []);
  t.deepEqual(fields({ objective: { beta: 0 } }), ['objective.beta']);
  t.deepEqual(fields({ objective: { beta: 1e-9 } }), []);
  t.deepEqual(fields({ objective: { reduction: 'sum-sum' } }), ['objective.reduction']);
  t.deepEqual(fields({ likelihood: { learn: 'per-dimension' } }), ['likelihood.learn']);
  t.deepEqual(fields({ likelihood: { learn: 'scalar' } }), []);
  t.deepEqual(fields({ model: { ...model, second: { latentDim: 2 } } }), ['model.second']);
  t.deepEqual(fields({ dataset: { name: 'mnist-1k', condition: 'left-half' } }), ['dataset.condition']);
  t.deepEqual(fields({ model: { ...model, encoder: { channels: [8] } } }), ['model.encoder.channels']);
});
