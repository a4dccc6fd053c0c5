import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { createDatasetTensors } from '../../src/data/dataset-tensors.ts';
import { openPack } from '../../src/run/pack-in-training.ts';
import { createStepCache } from '../../src/steps/step-cache.ts';
import { openTrial, sizesOf } from '../../src/trial-model.ts';
import { backend, datasetForTest, linearInput, trainForTest, trainPackForTest } from '../support/train-for-test.ts';

/** Small networks, which a rate of 2 takes out of the finite numbers within ten steps or so. */
const networks = (learningRate: number, logEvery: number | 'auto' = 'auto'): TrialInput =>
  linearInput({
    model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' }, decoder: { hidden: [6] } },
    objective: {},
    optimizer: { learningRate },
    train: { steps: 100, batchSize: 40, logEvery },
    evaluation: { samples: 1 },
  });

const failureOf = ({ result }: Awaited<ReturnType<typeof trainForTest>>) =>
  result.status === 'failed' ? `${result.error.reason}: ${result.error.message}` : 'done';

const stepIn = (message: string) => Number(/at step (\d+)/.exec(message)?.[1] ?? Number.NaN);

test.serial('where a trial diverges does not depend on how often its curve is taken', async (t) => {
  const trained = await Promise.all([
    trainForTest(networks(2, 1)),
    trainForTest(networks(2, 'auto')),
    trainForTest(networks(2, 100)),
  ]);
  const [first, ...others] = trained.map(failureOf);
  t.regex(first ?? '', /^diverged: the objective was (NaN|-?Infinity) at step \d+$/);
  t.deepEqual(others, [first, first]);
  const step = stepIn(first ?? '');
  t.true(step > 2 && step < 100, first);
  // The curve so far is kept, as far as its numbers were finite; a point after n steps comes before the objective of step n + 1.
  for (const { history } of trained) {
    t.true(history.every(({ metrics }) => Object.values(metrics).every(Number.isFinite)));
    t.true((history.at(-1)?.step ?? 0) < step);
  }
  t.true((trained[0]?.history.length ?? 0) > step - 4);
  t.is(trained[2]?.history.length, 1);
});

test.serial('a trial diverges at its first objective that is not finite, an infinite one too', async (t) => {
  for (const [rate, seed] of [
    [2, 0],
    [5, 1],
  ] as const) {
    const input = { ...networks(rate), seed };
    const specification = trialSpecification.parse(input);
    const data = createDatasetTensors(await datasetForTest(specification));
    const trial = openTrial(specification, sizesOf(data.dataset));
    const pack = openPack(backend, createStepCache(backend), [trial], data, 'graph');
    let [step, objective] = [0, 0];
    for (; Number.isFinite(objective); step++) objective = pack.advance(1).dataSync()[0] ?? 0;
    t.is(failureOf(await trainForTest(input)), `diverged: the objective was ${objective} at step ${step}`);
    pack.dispose();
    data.dispose();
  }
});

test.serial('where XLA runs many steps a call, the message names the steps of the call', async (t) => {
  const input = linearInput({ optimizer: { learningRate: 1e12 }, train: { steps: 400, logEvery: 400 } });
  const [one] = await trainPackForTest([input]);
  const [many] = await trainPackForTest([input], { compiler: 'xla' });
  if (!one || !many) throw new Error('no result');
  const step = stepIn(failureOf(one));
  const [, first, last] = /of a call of steps (\d+) to (\d+)$/.exec(failureOf(many)) ?? [];
  if (first === undefined) t.is(failureOf(many), failureOf(one));
  else t.true(Number(first) <= step && step <= Number(last), `${step} in ${failureOf(many)}`);
});

test.serial('the others of a pack are what they would be, to the last bit', async (t) => {
  const pack = (second: number) => trainPackForTest([0.001, second, 0.003].map((rate) => networks(rate)));
  const [ordinary, broken] = [await pack(0.002), await pack(2)];
  t.deepEqual(
    broken.map(({ result }) => result.status),
    ['done', 'failed', 'done'],
  );
  for (const member of [0, 2]) {
    t.deepEqual(broken[member]?.files, ordinary[member]?.files);
    t.deepEqual(broken[member]?.history, ordinary[member]?.history);
  }
});

test.serial('a model that only its evaluation takes out of the finite numbers fails alone', async (t) => {
  // The one step starts finite, and takes every parameter as far as float32 squares cannot follow.
  const inputs = [0.01, 1e30, 0.02].map((learningRate) =>
    linearInput({
      model: { latentDim: 2, encoder: { hidden: [4] }, decoder: { hidden: [4] } },
      objective: {},
      optimizer: { learningRate },
      train: { steps: 1, batchSize: 50 },
    }),
  );
  const trained = await trainPackForTest(inputs);
  t.deepEqual(
    trained.map(({ result }) => result.status),
    ['done', 'failed', 'done'],
  );
  const [first, second, third] = trained;
  if (!first || !second || !third) throw new Error('no result');
  t.regex(failureOf(second), /^diverged: of the trained model the .* is (NaN|-?Infinity)$/);
  t.deepEqual(
    second.history.map(({ step }) => step),
    [0],
  );
  t.deepEqual(
    [...first.files.keys(), ...third.files.keys()].filter((name) => name === 'weights/weights.bin').length,
    2,
  );
});
