import { METRIC_NAMES, type TrialInput } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test, { type ExecutionContext } from 'ava';
import { gradient, type LinearParameters, NAMES } from '../support/linear-vae-by-hand.ts';
import { adamByHand, rmspropByHand, sgdByHand, type Update } from '../support/optimizers-by-hand.ts';
import { weightsOf } from '../support/stored-weights.ts';
import {
  backend,
  linearInput,
  metricsOf,
  type TrainedForTest,
  taken,
  trainForTest,
  trainPackForTest,
} from '../support/train-for-test.ts';

type Optimizer = NonNullable<TrialInput['optimizer']>;

const STEPS = 4;
const FINAL_FRACTION = 0.25;
const VARIANCE = 0.7;
const BETA = 1.5;
/** Of the two members of a pack. */
const RATES = [0.02, 0.05];
/** The slope of these trials has a norm of 35 at the start; the second member is clipped in its first steps only. */
const NORMS = [2, 15];

/** Every optimiser, with and without clipping, and the same by hand; a member of a pack has its clipping norm. */
const OPTIMIZERS: Readonly<Record<string, readonly [own: Optimizer, byHand: (clipNorm: number) => Update]>> = {
  'gradient descent': [{ name: 'sgd' }, (norm) => sgdByHand(0, false, norm)],
  momentum: [{ name: 'sgd', momentum: 0.6 }, (norm) => sgdByHand(0.6, false, norm)],
  'Nesterov’s momentum': [{ name: 'sgd', momentum: 0.6, nesterov: true }, (norm) => sgdByHand(0.6, true, norm)],
  RMSprop: [{ name: 'rmsprop', alpha: 0.8, epsilon: 0.1 }, (norm) => rmspropByHand(0.8, 0.1, norm)],
  Adam: [{ name: 'adam', beta1: 0.8, beta2: 0.9, epsilon: 0.1 }, (norm) => adamByHand(0.8, 0.9, 0.1, norm)],
};

function inputsOf(own: Optimizer, clipped: boolean, train: Partial<TrialInput['train']> = {}): TrialInput[] {
  return RATES.map((learningRate, member) =>
    linearInput({
      model: { latentDim: 2 },
      likelihood: { variance: VARIANCE },
      objective: { estimator: 'analytic', beta: BETA },
      optimizer: {
        ...own,
        learningRate,
        schedule: 'exponential',
        finalFraction: FINAL_FRACTION,
        ...(clipped ? { clipNorm: NORMS[member] } : {}),
      },
      train: { ...train, steps: STEPS },
      seed: member,
    }),
  );
}

const parametersOf = (trained: Pick<TrainedForTest, 'files'>): LinearParameters => {
  const arrays = weightsOf(trained);
  return Object.fromEntries(NAMES.map((name) => [name, arrays[name]?.values])) as LinearParameters;
};

const untrained = (input: TrialInput): TrialInput => ({ ...input, train: { ...input.train, steps: 0 } });

/** The steps of a trained member by hand, and the norms of the slopes that were clipped. */
function byHand(start: LinearParameters, { dataset }: TrainedForTest, update: Update, rate: number, encoderSteps = 1) {
  const { values, moments, count, dim } = dataset;
  const points = Array.from({ length: count }, (_, n) =>
    Float64Array.from({ length: dim }, (_, j) => (values[n * dim + j] ?? 0) - (moments.mean[j] ?? 0)),
  );
  let parameters = start;
  const norms: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const slope = gradient(parameters, points, { beta: BETA, variance: VARIANCE });
    const names = step % encoderSteps === 0 ? NAMES : NAMES.filter((name) => !name.startsWith('decoder.'));
    norms.push(Math.hypot(...names.flatMap((name) => [...slope[name]])));
    parameters = update(parameters, slope, rate * FINAL_FRACTION ** ((step - 1) / (STEPS - 1)), names);
  }
  return { parameters, norms };
}

function close(t: ExecutionContext, found: LinearParameters, expected: LinearParameters): void {
  for (const name of NAMES) {
    for (const [index, value] of expected[name].entries()) {
      const by = Math.abs((found[name][index] ?? Number.NaN) - value);
      t.true(by < 2e-5, `${name}[${index}] is off by ${by}`);
    }
  }
}

for (const [name, [own, update]] of Object.entries(OPTIMIZERS)) {
  for (const clipped of [false, true]) {
    test.serial(
      `${name}${clipped ? ', clipped' : ''}: four steps of a pack are those of each member by hand`,
      async (t) => {
        const inputs = inputsOf(own, clipped);
        const [trained, starts] = [await trainPackForTest(inputs), await trainPackForTest(inputs.map(untrained))];
        for (const [member, one] of trained.entries()) {
          const start = parametersOf(starts[member] as TrainedForTest);
          const norm = clipped ? (NORMS[member] ?? 0) : Number.POSITIVE_INFINITY;
          const { parameters, norms } = byHand(start, one, update(norm), RATES[member] ?? 0);
          t.is(
            clipped,
            norms.some((length) => length > norm),
            `norms ${norms}, clipped at ${norm}`,
          );
          close(t, parametersOf(one), parameters);
        }
      },
    );
  }

  test.serial(`${name}, clipped: two steps of the encoder for each of the decoder are those by hand`, async (t) => {
    const [input] = inputsOf(own, true, { encoderSteps: 2 });
    if (!input) return t.fail();
    const [one, start] = [await trainForTest(input), await trainForTest(untrained(input))];
    const { parameters } = byHand(parametersOf(start), one, update(NORMS[0] ?? 0), RATES[0] ?? 0, 2);
    close(t, parametersOf(one), parameters);
  });

  test.serial(`${name}, clipped: XLA's steps are TensorFlow's, to rounding, and leave no tensors behind`, async (t) => {
    const inputs = inputsOf(own, true);
    const [plain, looped] = [await trainPackForTest(inputs), await trainPackForTest(inputs, { compiler: 'xla' })];
    for (const [member, one] of looped.entries()) {
      if (one.result.status !== 'done') return t.fail();
      t.is(one.result.backend?.compiler ?? 'graph', backend.description.name === 'native' ? 'xla' : 'graph');
      const other = metricsOf(plain[member] as TrainedForTest);
      for (const metric of METRIC_NAMES.filter((metric) => metric !== 'seconds')) {
        const [value, expected] = [metricsOf(one)[metric], other[metric]];
        if (value === null || expected === null) t.is(value, expected, metric);
        else t.true(Math.abs(value - expected) < 2e-4 * (1 + Math.abs(expected)), `${metric}: ${value}, ${expected}`);
      }
    }
    const before = tf.memory().numTensors;
    await trainPackForTest(inputs);
    await trainPackForTest(inputs, { compiler: 'xla' });
    t.is(tf.memory().numTensors, before);
  });
}

test.serial('a gradient whose norm float32 does not hold fails the trial rather than stand still', async (t) => {
  const input = linearInput({
    likelihood: { variance: 1e-30 },
    optimizer: { clipNorm: 1, learningRate: 1e-6 },
    train: { steps: 6 },
  });
  const { result } = await trainForTest(input);
  t.is(result.status === 'failed' && result.error.reason, 'diverged');
});

test.serial('trials of one session that differ in a number of their optimiser each train on their own', async (t) => {
  const ends = [];
  for (const momentum of [0.6, 0.2]) {
    const [input] = inputsOf({ name: 'sgd', momentum }, false);
    if (!input) return t.fail();
    const [one, start] = [await trainForTest(input), await trainForTest(untrained(input))];
    close(t, parametersOf(one), byHand(parametersOf(start), one, sgdByHand(momentum, false), RATES[0] ?? 0).parameters);
    ends.push(taken(metricsOf(one), 'elbo'));
  }
  t.not(ends[0], ends[1]);
});

const CONVERGING: Readonly<Record<string, Optimizer>> = {
  momentum: { name: 'sgd', momentum: 0.9, learningRate: 0.02, schedule: 'cosine' },
  'Nesterov’s momentum, clipped': {
    name: 'sgd',
    momentum: 0.9,
    nesterov: true,
    learningRate: 0.02,
    schedule: 'cosine',
    clipNorm: 5,
  },
  RMSprop: { name: 'rmsprop', learningRate: 0.01, schedule: 'cosine' },
};

for (const [name, optimizer] of Object.entries(CONVERGING)) {
  test.serial(`${name}: a linear VAE trains to its closed form`, async (t) => {
    const metrics = metricsOf(await trainForTest(linearInput({ optimizer, train: { steps: 1500 } })));
    const short = taken(metrics, 'objective_optimum') - taken(metrics, 'objective');
    t.true(short > -1e-3 && short < 0.05, `${short} nats below the closed form`);
  });
}
