import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { slopeFit } from '../../src/steps/objective-slope.ts';
import { plainElbo, plainGradient } from '../support/plain-elbo.ts';
import { objectiveOf } from '../support/sections.ts';
import { linearInput, metricsOf, trainForTest } from '../support/train-for-test.ts';
import { weightsOf } from '../support/weights-of.ts';

const train = (steps: number) => ({ steps, batchSize: 'full', logEvery: 'auto' }) as const;

function fitted(steps: number, points: readonly (readonly [number, number])[], warmupSteps = 0) {
  const fit = slopeFit(train(steps), objectiveOf({ warmupSteps }));
  for (const [step, objective] of points) fit.add(step, objective);
  return fit.slope();
}

/** The last four by hand, in steps: Sxx = 5468.75, Sxy = 156.25, Syy = 4.75, so slope 1/35 a step and RSS 2/7. */
const byHand = [
  [0, -100],
  [899, 50],
  [900, 1],
  [925, 2],
  [950, 2],
  [1000, 4],
] as const;

test('slope and standard error are those of least squares over the last tenth, a thousand steps the unit', (t) => {
  const { objective_slope, objective_slope_se } = fitted(1000, byHand);
  // statistics.linear_regression of Python gives 28.571428 too.
  t.true(Math.abs((objective_slope ?? 0) - 200 / 7) < 1e-10);
  t.true(Math.abs((objective_slope_se ?? 0) - Math.sqrt(1 / 7 / 0.00546875)) < 1e-9);
});

test('a line has its slope and no error, however far from zero it lies', (t) => {
  const line = Array.from({ length: 9 }, (_, part) => [3600 + 50 * part, -764 + 0.002 * 50 * part] as const);
  const { objective_slope, objective_slope_se } = fitted(4000, line);
  t.true(Math.abs((objective_slope ?? 0) - 2) < 1e-9);
  t.true((objective_slope_se ?? 1) < 1e-6);
});

test('there is none with fewer than three points in the last tenth, or where beta still rises there', (t) => {
  const none = { objective_slope: null, objective_slope_se: null };
  t.deepEqual(fitted(1000, byHand.slice(0, 4)), none);
  t.deepEqual(fitted(1000, byHand, 901), none);
  t.not(fitted(1000, byHand, 900).objective_slope, null);
  t.deepEqual(fitted(0, []), none);
});

test.serial('the slope of the record is that of the curve on disk', async (t) => {
  const trained = await trainForTest(linearInput({ train: { steps: 300 }, optimizer: { learningRate: 0.001 } }));
  const points = trained.history.filter(({ step }) => step >= 270);
  t.is(points.length, 9);
  const x = points.map(({ step }) => step / 1000);
  const y = points.map(({ metrics }) => metrics.objective ?? Number.NaN);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sxx = x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0);
  const slope = x.reduce((sum, value, index) => sum + (value - mean(x)) * (y[index] ?? 0), 0) / sxx;
  const rss = x.reduce((sum, v, index) => sum + ((y[index] ?? 0) - mean(y) - slope * (v - mean(x))) ** 2, 0);
  const metrics = metricsOf(trained);
  t.true(Math.abs((metrics.objective_slope ?? 0) / slope - 1) < 1e-9);
  t.true(Math.abs((metrics.objective_slope_se ?? 0) / Math.sqrt(rss / 7 / sxx) - 1) < 1e-5);
});

test.serial('at the optimum the slope is none; with small steps of Adam it is rate x |gradient|', async (t) => {
  const ended = metricsOf(await trainForTest(linearInput()));
  t.true(Math.abs(ended.objective_slope ?? 1) < 0.01, `${ended.objective_slope}`);

  // While no gradient changes its sign or size, each parameter moves by the rate a step: Adam's m / sqrt(v) is 1.
  const rate = 1e-5;
  const small = (steps: number): TrialInput => linearInput({ optimizer: { learningRate: rate }, train: { steps } });
  const start = await trainForTest(small(0));
  const objective = (parameters: Parameters<typeof plainElbo>[0]) => {
    const { reconstruction, kl } = plainElbo(parameters, start.dataset, 1);
    return reconstruction - kl;
  };
  const gradient = plainGradient(objective, weightsOf(start));
  const norm = Object.values(gradient).reduce((sum, part) => sum + part.reduce((all, g) => all + Math.abs(g), 0), 0);
  const { objective_slope } = metricsOf(await trainForTest(small(100)));
  t.true(
    Math.abs((objective_slope ?? 0) / (1000 * rate * norm) - 1) < 0.02,
    `${objective_slope}, ${1000 * rate * norm}`,
  );
});
