import test from 'ava';
import {
  evidenceOf,
  isLinearNetwork,
  METRIC_NAMES,
  metricsFrom,
  type TrialInput,
  trialSpecification,
} from '../../src/index.ts';

const modelOf = (model: Partial<TrialInput['model']>) =>
  trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 2, ...model },
    train: { steps: 1 },
  });

test('a closed form is of this very model where its decoder is affine, and a yardstick where it is not', (t) => {
  const evidence = (decoder: object, has = true) => evidenceOf(modelOf({ decoder }), has);
  t.is(evidence({}), 'exact');
  t.is(evidence({ hidden: [3, 4], activation: 'identity' }), 'exact');
  t.is(evidence({ hidden: [3] }), 'yardstick');
  t.is(evidence({ hidden: [3], activation: 'tanh' }), 'yardstick');
  t.is(evidence({ channels: [4] }), 'yardstick');
  t.is(evidence({ channels: [4], hidden: [3], activation: 'identity' }), 'yardstick');
  t.is(evidence({}, false), 'none');
  t.is(evidenceOf(modelOf({ encoder: { hidden: [5] } }), true), 'exact', 'whatever the encoder is');
  t.true(isLinearNetwork({ hidden: [], activation: 'relu' }));
});

test('metrics that were not taken are null, and none is lost', (t) => {
  const metrics = metricsFrom({ elbo: 0, kl: 2 });
  t.deepEqual(Object.keys(metrics), [...METRIC_NAMES]);
  t.is(metrics.elbo, 0);
  t.is(metrics.kl, 2);
  t.deepEqual(new Set(Object.values(metrics)), new Set([null, 0, 2]));
  t.is(new Set(METRIC_NAMES).size, METRIC_NAMES.length);
  for (const name of ['objective', 'elbo', 'log_likelihood', 'active_units', 'steps', 'seconds'] as const) {
    t.true(name in metrics);
  }
});
