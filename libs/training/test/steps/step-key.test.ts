import { linearityOf } from '@collapse/models';
import test from 'ava';
import { CHANGES, changedTrials } from '../../../trials/test/support/changes.ts';
import { stepKey } from '../../src/steps/step-key.ts';
import { backend, linearInput, metricsOf, trainPackForTest } from '../support/train-for-test.ts';

test.before(() => backend.description);

/**
 * What one compiled step serves: whatever enters as a tensor, is done before the steps or after them. The data's shape and
 * whether there is a condition are in the key by themselves.
 */
const SERVED = new Set([
  ...CHANGES.map(([path]) => path).filter((path) => path.startsWith('evaluation.')),
  ...CHANGES.map(([path]) => path).filter((path) => path.startsWith('dataset.') && path !== 'dataset.condition'),
  'model.start',
  'model.initialization',
  'likelihood.variance',
  'likelihood.scale',
  'likelihood.degreesOfFreedom',
  'likelihood.dispersion',
  'likelihood.concentration',
  'objective.beta',
  'objective.secondBeta',
  'objective.warmupSteps',
  'optimizer.learningRate',
  'optimizer.schedule',
  'optimizer.finalFraction',
  'optimizer.beta1',
  'optimizer.beta2',
  'optimizer.epsilon',
  'optimizer.momentum',
  'optimizer.alpha',
  'optimizer.clipNorm',
  'train.steps',
  'train.logEvery',
  'train.encoderSteps',
  'seed',
]);

const setting = { dim: 16, batchSize: 9, estimator: 'sampled' };

for (const change of CHANGES) {
  const [path] = change;
  test(`${path} ${SERVED.has(path) ? 'is served by one compiled step' : 'makes another step'}`, (t) => {
    const [one, other] = changedTrials(change).map((trial) => stepKey(trial, setting, 2, 'shapes'));
    t.is(one === other, SERVED.has(path));
  });
}

test('shapes, the size of the pack and the way to the objective make another step', (t) => {
  const [trial] = changedTrials(['seed', 1]);
  if (!trial) return t.fail();
  t.is(linearityOf(trial.model).encoder, null);
  const keys = [
    stepKey(trial, setting, 2, 'shapes'),
    stepKey(trial, { ...setting, dim: 15 }, 2, 'shapes'),
    stepKey(trial, { ...setting, batchSize: 8 }, 2, 'shapes'),
    stepKey(trial, { ...setting, estimator: 'gram' }, 2, 'shapes'),
    stepKey(trial, setting, 3, 'shapes'),
    stepKey(trial, setting, 2, 'others'),
    stepKey({ ...trial, train: { ...trial.train, encoderSteps: undefined } }, setting, 2, 'shapes'),
    stepKey({ ...trial, objective: { ...trial.objective, secondBeta: undefined } }, setting, 2, 'shapes'),
  ];
  t.is(new Set(keys).size, keys.length);
});

const conditional = (correlations: number[]) => ({
  name: 'synthetic' as const,
  eigenvalues: [5, 3, 1.5],
  dim: 6,
  count: 50,
  noise: 0.1,
  condition: { correlations },
});

test.serial(
  'trials of one session that differ in their condition or in how they batch do not share a step',
  async (t) => {
    const trials = [
      { dataset: conditional([0.9]), train: { steps: 3 } },
      { dataset: conditional([0.9, 0.3]), train: { steps: 3 } },
      { dataset: conditional([0.9, 0.3]), train: { steps: 3, batchSize: 50 } },
    ];
    for (const trial of trials) {
      const [trained] = await trainPackForTest([linearInput({ ...trial, model: { latentDim: 2 } })]);
      t.true(Number.isFinite(trained && metricsOf(trained).elbo));
    }
  },
);
