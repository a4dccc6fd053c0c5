import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { type EstimatorSetting, estimatorOf } from '../../src/index.ts';
import { openSetting } from '../open-setting.ts';

/** The setting of a trial of mnist-1k. */
function settingOf(change: Partial<TrialInput> = {}, conditionDim = 0): EstimatorSetting {
  const specification = trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 4 },
    objective: { estimator: 'analytic' },
    train: { steps: 10 },
    ...change,
  });
  return openSetting(specification, 784, conditionDim);
}

const estimatorName = (change: Partial<TrialInput> = {}, conditionDim = 0) =>
  estimatorOf([settingOf(change, conditionDim)]).name;

const analytic = { estimator: 'analytic' } as const;

test('training needs the covariance alone where the model is linear, the objective analytic and the batch all of the data', (t) => {
  t.is(estimatorName(), 'moments');
  t.is(estimatorName({ likelihood: { learn: 'per-dimension' } }), 'moments');
  t.is(estimatorName({ objective: { ...analytic, reduction: 'mean-sum' } }), 'moments');
  const others: [Partial<TrialInput>, string, number?][] = [
    [{ train: { steps: 10, batchSize: 1000 } }, 'analytic'],
    [{ objective: { estimator: 'stochastic' } }, 'gram'],
    [{ objective: {} }, 'gram'],
    [{ model: { latentDim: 4, encoder: { hidden: [3] } } }, 'analytic'],
    [{ model: { latentDim: 4, encoder: { hidden: [3], activation: 'identity' } } }, 'analytic'],
    [{ model: { latentDim: 4, encoder: { variance: 'amortized' } } }, 'analytic'],
    [{ model: { latentDim: 4, encoder: { channels: [3] } } }, 'analytic'],
    [{ model: { latentDim: 4, encoder: { network: 'residual', width: 3 } } }, 'analytic'],
    [{ model: { latentDim: 4, decoder: { channels: [4] } }, objective: {} }, 'sampled'],
    [{ model: { latentDim: 4, decoder: { hidden: [4] } }, objective: {} }, 'sampled'],
    [{ model: { latentDim: 4, decoder: { network: 'residual', width: 4 } }, objective: {} }, 'sampled'],
    [{ model: { latentDim: 4, second: { latentDim: 2 } } }, 'analytic'],
    [{ dataset: { name: 'mnist-1k', condition: 'left-half' } }, 'analytic', 392],
  ];
  for (const [change, name, conditionDim] of others) {
    t.is(estimatorName(change, conditionDim), name, JSON.stringify(change));
  }
});

test('the moments do not serve a decoder with layers, whatever else is asked', (t) => {
  for (const decoder of [{ hidden: [3] }, { channels: [3] }, { network: 'residual' as const, width: 3 }]) {
    t.not(estimatorName({ model: { latentDim: 4, decoder } }), 'moments', JSON.stringify(decoder));
  }
});

test('the eigenbasis is trained in where it is asked for and the moments would do', (t) => {
  t.is(estimatorName({ objective: { ...analytic, basis: 'eigen' } }), 'eigenbasis');
  const { model, objective } = settingOf({ objective: { ...analytic, basis: 'eigen' } });
  const setting = { model, objective, estimator: 'analytic' as const, basis: 'eigen', samples: 1 };
  t.is(estimatorOf([{ ...setting, isFullBatch: true }]).name, 'eigenbasis');
  t.is(estimatorOf([{ ...setting, isFullBatch: false }]).name, 'analytic');
});

test('free bits of means are had from the moments, those of each data point from an estimator that sees them', (t) => {
  const nats = 0.1;
  t.is(estimatorName({ objective: { ...analytic, freeBits: { nats } } }), 'moments');
  t.is(estimatorName({ objective: { ...analytic, freeBits: { nats, per: 'total' } } }), 'moments');
  t.is(estimatorName({ objective: { ...analytic, basis: 'eigen', freeBits: { nats } } }), 'eigenbasis');
  t.is(estimatorName({ objective: { ...analytic, freeBits: { nats, over: 'example' } } }), 'analytic');
  t.is(estimatorName({ objective: { freeBits: { nats, over: 'example' } } }), 'gram');
});

test('an objective that needs codes has them drawn, whatever would do without', (t) => {
  for (const change of [{}, { objective: {} }, { train: { steps: 10, batchSize: 100 } }]) {
    const setting = settingOf(change);
    const objective = { ...setting.objective, needs: 'codes' as const };
    t.is(estimatorOf([{ ...setting, objective }]).name, 'sampled', JSON.stringify(change));
  }
});

test('a pack has one estimator, which all of its members fit', (t) => {
  const [exact, small] = [settingOf({ objective: {} }), settingOf({ objective: {}, likelihood: { variance: 1e-3 } })];
  t.is(estimatorOf([exact, exact]).name, 'gram');
  t.is(estimatorOf([exact, small]).name, 'sampled');
  t.is(estimatorOf([settingOf(), settingOf({ train: { steps: 10, batchSize: 100 } })]).name, 'analytic');
});
