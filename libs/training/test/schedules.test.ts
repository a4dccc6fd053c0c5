import test from 'ava';
import { betaAt, learningRateAt, nextLogged } from '../src/schedules.ts';
import { objectiveOf, optimizerOf } from './sections.ts';

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

test('a curve has its first and last step and about 50 between', (t) => {
  const logged = (steps: number, every: number | 'auto') => {
    const points = [0];
    for (let at = 0; at < steps; points.push(at)) at = nextLogged(at, steps, every);
    return points;
  };
  t.deepEqual(logged(10, 4), [0, 4, 8, 10]);
  t.deepEqual(logged(0, 'auto'), [0]);
  t.is(logged(12_345, 'auto').length, 51);
  t.is(logged(12_345, 'auto').at(-1), 12_345);
});
