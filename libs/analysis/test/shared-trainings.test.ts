import test from 'ava';
import { sharedTrainingDetail } from '../src/shared-trainings.ts';
import { madeUpRow } from './made-up-row.ts';

const row = (training: string | undefined, variance: number, samples = 1) => ({
  ...madeUpRow({ 'likelihood.variance': variance, 'evaluation.samples': samples, seed: 0 }, {}),
  trialId: `${training} ${variance} ${samples}`,
  ...(training === undefined ? {} : { training }),
});

test('trials that are trained alike count as one training, and what they differ in is named', (t) => {
  t.is(
    sharedTrainingDetail([row('a', 1), row('a', 2), row('b', 1), row('b', 1, 4)]),
    '4 trials are 2 trainings: those that differ only in likelihood.variance, evaluation.samples are trained alike and count as one.',
  );
  t.is(
    sharedTrainingDetail([row('a', 1), row('a', 2)]),
    '2 trials are 1 training: those that differ only in likelihood.variance are trained alike and count as one.',
  );
});

test('failed trials are not counted, nor is anything said where each trial has its own training', (t) => {
  t.is(sharedTrainingDetail([row('a', 1), { ...row('a', 2), status: 'failed' }]), null);
  t.is(sharedTrainingDetail([row('a', 1), row('b', 2)]), null);
  t.is(sharedTrainingDetail([row(undefined, 1), row(undefined, 2)]), null);
  t.is(sharedTrainingDetail([]), null);
});
