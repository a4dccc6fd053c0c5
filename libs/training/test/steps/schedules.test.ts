import test from 'ava';
import { betaAt, decoderStep, learningRateAt, trainsDecoder } from '../../src/steps/schedules.ts';
import { objectiveOf, optimizerOf } from '../support/sections.ts';

test('the learning rate goes from its start to its final fraction', (t) => {
  for (const schedule of ['cosine', 'exponential'] as const) {
    const optimizer = optimizerOf({ learningRate: 0.5, schedule, finalFraction: 0.01 });
    t.is(learningRateAt(optimizer, 1, 100), 0.5);
    t.true(Math.abs(learningRateAt(optimizer, 100, 100) - 0.005) < 1e-15);
    for (let step = 2; step <= 100; step++) {
      t.true(learningRateAt(optimizer, step, 100) < learningRateAt(optimizer, step - 1, 100));
    }
  }
  t.is(learningRateAt(optimizerOf({ learningRate: 0.5, schedule: 'exponential', finalFraction: 0.01 }), 51, 101), 0.05);
  t.is(learningRateAt(optimizerOf({ learningRate: 0.5 }), 70, 100), 0.5);
  t.is(learningRateAt(optimizerOf({ learningRate: 0.5, schedule: 'cosine' }), 1, 1), 0.5);
});

test('beta rises linearly over the warm-up and then stays', (t) => {
  const objective = objectiveOf({ beta: 4, warmupSteps: 8 });
  t.deepEqual(
    [1, 2, 5, 8, 9, 10, 1000].map((step) => betaAt(objective, step)),
    [0, 0.5, 2, 3.5, 4, 4, 4],
  );
  t.is(betaAt(objectiveOf({ beta: 4 }), 1), 4);
});

test('with three encoder steps the decoder takes part in steps 3, 6, 9 and counts its own', (t) => {
  const train = { steps: 10, batchSize: 'full', logEvery: 'auto', encoderSteps: 3 } as const;
  const steps = Array.from({ length: 10 }, (_, index) => index + 1);
  t.deepEqual(
    steps.filter((step) => trainsDecoder(train, step)),
    [3, 6, 9],
  );
  t.deepEqual(
    steps.map((step) => decoderStep(train, step)),
    [1, 1, 1, 1, 1, 2, 2, 2, 3, 3],
  );
  const { encoderSteps: _, ...both } = train;
  t.true(steps.every((step) => trainsDecoder(both, step) && decoderStep(both, step) === step));
});
