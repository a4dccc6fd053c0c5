import type { Backend, Variable } from '@collapse/backend';
import { betaAtSquaredError } from '@collapse/closed-forms';
import { BUILT_IN, defineObjective } from '@collapse/models';
import { createCatalog, type HistoryPoint, type StepCompiler, trialId } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { z } from 'zod';
import { createTrainingSession } from '../../src/index.ts';
import { backend, datasetForTest, linearInput, metricsOf } from '../support/train-for-test.ts';

/**
 * GECO (Rezende and Viola 2018, arXiv 1810.00597) on the log density: the least KL with a reconstruction of `target` nats, by
 * a multiplier whose logarithm rises by `rate` a step for each nat that is missing.
 */
const constrained = defineObjective({
  kind: 'constrained',
  summary: 'the least KL at a given reconstruction',
  fields: { reduction: z.literal('elbo').default('elbo'), target: z.number(), rate: z.number().positive() },
  state: () => ({ logMultiplier: { shape: [1], start: { constant: 0.25 } } }),
  value(ops, terms, _sizes, { target }, state) {
    const multiplier = ops.squeeze(ops.exp(state.logMultiplier as tf.Tensor), [1]);
    const kl = terms.levels.map((level) => level.meanKl()).reduce((sum, level) => ops.add(sum, level));
    return ops.sub(ops.mul(multiplier, ops.sub(terms.meanReconstruction(), target)), kl);
  },
  update(ops, terms, _sizes, { target, rate }, state) {
    const missing = ops.expandDims(ops.sub(target, terms.meanReconstruction()), 1);
    return { logMultiplier: ops.add(state.logMultiplier as tf.Tensor, ops.mul(missing, rate)) };
  },
  // The state is not among what is measured: with a multiplier of 1.
  measured: ({ reconstruction, levels }, _sizes, { target }) =>
    levels.reduce((value, { kl }) => value - kl, reconstruction - target),
});

const components = { ...BUILT_IN, objectives: [...BUILT_IN.objectives, constrained] };
const catalog = createCatalog(components);

interface Run {
  /** The multiplier's logarithm of each member after each step; empty where steps are compiled. */
  readonly states: number[][];
  /** The same when training ended. */
  readonly last: number[];
  readonly members: readonly { readonly history: HistoryPoint[]; readonly weights: Float32Array }[];
  readonly results: Awaited<ReturnType<ReturnType<typeof createTrainingSession>['runPack']>>;
}

/** The state alone has two axes: parameters have three. */
const isState = ({ shape }: Variable) => shape.length === 2;

const valuesOf = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];

const eagerly: Backend['compile'] = (step) =>
  Object.assign((...call: Parameters<typeof step>) => tf.tidy(() => step(...call)), { dispose: () => {} });

async function run(
  inputs: readonly object[],
  { eager = false, compiler = 'graph' }: { eager?: boolean; compiler?: StepCompiler } = {},
): Promise<Run> {
  const states: number[][] = [];
  const last: number[] = [];
  const watched: Backend = {
    ...backend,
    ...(eager ? { compile: eagerly } : {}),
    assignVariable(variable, value) {
      if (eager) states.push(valuesOf(value));
      backend.assignVariable(variable, value);
    },
    disposeVariable(variable) {
      if (isState(variable)) last.push(...tf.tidy(() => valuesOf(backend.readVariable(variable))));
      backend.disposeVariable(variable);
    },
  };
  const session = createTrainingSession(watched, components);
  const members = inputs.map((input) => {
    const specification = catalog.specification.parse(input);
    const history: HistoryPoint[] = [];
    const files = new Map<string, string | Uint8Array>();
    const writer = {
      appendHistory: (point: HistoryPoint) => history.push(point),
      writeFile: (name: string, data: string | Uint8Array) => files.set(name, data),
    };
    return { trial: { id: trialId(specification), specification }, attempt: 1, writer, history, files };
  });
  const [first] = members;
  if (!first) throw new Error('a pack needs a trial');
  const results = await session.runPack(members, {
    dataset: await datasetForTest(first.trial.specification),
    compiler,
    worker: 'test',
    now: () => 0,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  session.dispose();
  const weightsOf = (files: Map<string, string | Uint8Array>) =>
    new Float32Array(new Uint8Array(files.get('weights/weights.bin') as Uint8Array).buffer);
  return {
    states,
    last,
    members: members.map(({ history, files }) => ({ history, weights: weightsOf(files) })),
    results,
  };
}

const [target, rate] = [-9.2, 0.05];
const objective = { kind: 'constrained', estimator: 'analytic', target, rate };
const short = (seed: number) => ({ ...linearInput(), objective, train: { steps: 12, logEvery: 1 }, seed });

test.serial('the state after a step is the update of the state and the model before it', async (t) => {
  const { states, members, last } = await run([short(0)], { eager: true });
  t.is(states.length, 12);
  t.deepEqual(last, states.at(-1));
  let expected = 0.25;
  for (const [index, [state = Number.NaN]] of states.entries()) {
    const before = members[0]?.history.find(({ step }) => step === index)?.metrics.reconstruction ?? Number.NaN;
    expected += rate * (target - before);
    t.true(Math.abs(state - expected) < 1e-4, `after step ${index + 1}: ${state} against ${expected}`);
  }
  t.true(Math.abs((states[11]?.[0] ?? 0.25) - 0.25) > 0.5, 'it moves');
});

test.serial('in a pack each member has a state of its own, the one that it has alone', async (t) => {
  const [pack, first, second] = [
    await run([short(0), short(1)], { eager: true }),
    await run([short(0)], { eager: true }),
    await run([short(1)], { eager: true }),
  ];
  for (const [step, states] of pack.states.entries()) {
    t.is(states.length, 2);
    t.not(step === 0 ? Number.NaN : states[0], states[1]);
    for (const [member, alone] of [first, second].entries()) {
      const own = alone.states[step]?.[0] ?? Number.NaN;
      t.true(Math.abs((states[member] ?? Number.NaN) - own) < 2e-5, `member ${member}, step ${step + 1}`);
    }
  }
});

test.serial('compiled steps carry the state as eager ones do, to the last bit', async (t) => {
  const inputs = [short(0), short(1)];
  const [eager, compiled] = [await run(inputs, { eager: true }), await run(inputs)];
  t.is(compiled.last.length, 2);
  t.deepEqual(compiled.last, eager.last);
  t.deepEqual(compiled.members, eager.members);
});

test.serial("XLA's steps carry the state as TensorFlow's do, to rounding", async (t) => {
  const [plain, looped] = [await run([short(0)]), await run([short(0)], { compiler: 'xla' })];
  t.is(looped.last.length, 1);
  t.true(Math.abs((looped.last[0] ?? Number.NaN) - (plain.last[0] ?? Number.NaN)) < 1e-4);
});

test.serial('steps with a state leave no tensors behind', async (t) => {
  for (const eager of [true, false]) {
    await run([short(0)], { eager });
    const before = tf.memory().numTensors;
    await run([{ ...short(0), train: { steps: 40, logEvery: 1 } }], { eager });
    t.is(tf.memory().numTensors, before);
  }
});

test.serial('a constraint on the squared error ends at the weight that has it in closed form', async (t) => {
  // E|x - mean|^2 of 3: with variance 1 and 8 dimensions, -4 ln 2 pi - 3 / 2 nats.
  const squaredError = 3;
  const reached = -4 * Math.log(2 * Math.PI) - squaredError / 2;
  const input = {
    ...linearInput({ optimizer: { learningRate: 0.03, schedule: 'cosine', finalFraction: 0.01 } }),
    objective: { ...objective, target: reached, rate: 0.02 },
    train: { steps: 1000 },
  };
  const { last, results } = await run([input]);
  const [result] = results;
  if (!result) throw new Error('no result');
  const metrics = metricsOf({ result });
  const { spectrum } = await datasetForTest(catalog.specification.parse(input));
  const settings = { eigenvalues: spectrum.eigenvalues, latentDim: 4, variance: 1 };
  const beta = betaAtSquaredError(settings, squaredError) ?? Number.NaN;
  t.true(Math.abs((metrics.reconstruction ?? 0) - reached) < 0.01, `${metrics.reconstruction} against ${reached}`);
  t.true(Math.abs(Math.exp(-(last[0] ?? 0)) / beta - 1) < 0.02, `${Math.exp(-(last[0] ?? 0))} against ${beta}`);
  t.is(metrics.objective_optimum, null, 'no closed form of an objective that is not built in');
});
