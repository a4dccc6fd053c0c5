import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN, OBJECTIVES, type ObjectiveComponent } from '@collapse/models';
import { CHECKPOINT_FORMAT, encodeCheckpoint, readCheckpoint, writeFileDurably } from '@collapse/study';
import { type HistoryPoint, type StepCompiler, type TrialInput, trialId, trialSpecification } from '@collapse/trials';
import type { Tensor } from '@tensorflow/tfjs-core';
import test, { type ExecutionContext } from 'ava';
import {
  createTrainingSession,
  fromCheckpoint,
  type ResumedTraining,
  type RunOptions,
  stateOfMember,
  type TrainingSession,
  toCheckpoint,
} from '../../src/index.ts';
import { backend, datasetForTest, linearInput, session } from '../support/train-for-test.ts';

/** Tells why a run of these tests ended early. */
class Interrupted extends Error {}

interface Setting {
  readonly compiler?: StepCompiler;
  readonly in?: TrainingSession;
}

/** A pack whose trials' files are kept in memory. */
async function openPack(inputs: readonly TrialInput[], { compiler = 'graph', in: place = session }: Setting = {}) {
  const specifications = inputs.map((input) => trialSpecification.parse(input));
  const [first] = specifications;
  if (!first) throw new Error('a pack needs a trial');
  const dataset = await datasetForTest(first);
  const open = () =>
    specifications.map((specification) => {
      const history: HistoryPoint[] = [];
      const files = new Map<string, string | Uint8Array>();
      const writer = {
        appendHistory: (point: HistoryPoint) => history.push(point),
        writeFile: (name: string, data: string | Uint8Array) => files.set(name, data),
      };
      return { trial: { id: trialId(specification), specification }, attempt: 1, history, files, writer };
    });
  const options = { dataset, compiler, worker: 'test', now: () => 0, onProgress: () => {} };
  return {
    steps: first.train.steps,
    /** All that a pack leaves, but for the time that it took. */
    async train(change: Partial<RunOptions> = {}) {
      const members = open();
      const results = await place.runPack(members, { ...options, signal: new AbortController().signal, ...change });
      return results.map((result, member) => ({
        result: result.status === 'done' ? { ...result, metrics: { ...result.metrics, seconds: 0 } } : result,
        history: members[member]?.history,
        weights: [...(members[member]?.files ?? [])],
      }));
    },
    /** Trains until so many calls of the back end are done, and gives what the file of a checkpoint tells then. */
    async interrupt(after: number): Promise<ResumedTraining> {
      const members = open();
      const folder = mkdtempSync(join(tmpdir(), 'resume-test-'));
      const path = join(folder, 'checkpoint.bin');
      let calls = 0;
      const checkpoints = {
        isDue: () => ++calls === after,
        keep(progress: Parameters<typeof toCheckpoint>[0]) {
          const { header, arrays } = toCheckpoint(progress);
          const { id: data } = members[0]?.trial ?? { id: '' };
          const { description } = backend;
          const of = { trials: members.map(({ trial }) => trial), code: '', node: '', backend: description, data };
          writeFileDurably(path, encodeCheckpoint({ format: CHECKPOINT_FORMAT, ...of, ...header }, arrays));
          throw new Interrupted();
        },
      };
      try {
        await place.runPack(members, { ...options, signal: new AbortController().signal, checkpoints });
        throw new Error('the training ended before it could be interrupted');
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        return { ...fromCheckpoint(readCheckpoint(path)), curves: members.map(({ history }) => history) };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** Held to the undisturbed training: results, curves and weights, to the last bit. */
async function resumesAlike(
  t: ExecutionContext,
  inputs: readonly TrialInput[],
  { after = 70, ...setting }: Setting & { after?: number } = {},
) {
  const pack = await openPack(inputs, setting);
  const undisturbed = await pack.train();
  const from = await pack.interrupt(after);
  t.true(from.state.step > 0 && from.state.step < pack.steps, `interrupted at step ${from.state.step}`);
  t.deepEqual(await pack.train({ from, compiler: from.state.compiler }), undisturbed);
  t.true(undisturbed.every(({ history = [], weights }) => history.length > 10 && weights.length > 0));
  return { pack, from, undisturbed };
}

const sampled: Partial<TrialInput> = {
  model: { latentDim: 3, encoder: { hidden: [6], variance: 'amortized' }, decoder: { hidden: [5] } },
  likelihood: { learn: 'network' },
  objective: { samples: 2, beta: 2, warmupSteps: 100 },
};
const trials: Record<string, Partial<TrialInput>> = {
  'from the moments': { train: { steps: 200 } },
  'in the eigenbasis, variance learned': {
    model: { latentDim: 2 },
    likelihood: { learn: 'scalar' },
    objective: { estimator: 'analytic', basis: 'eigen' },
    train: { steps: 200 },
  },
  // 7 batches an epoch, and 12 points that are left over.
  'minibatches, sampled, warm-up': { ...sampled, train: { steps: 150, batchSize: 51, logEvery: 7 } },
  'fewer steps of the decoder': { ...sampled, train: { steps: 150, batchSize: 32, encoderSteps: 3 } },
  'gradient descent with momentum': {
    optimizer: { name: 'sgd', learningRate: 0.001, momentum: 0.9 },
    train: { steps: 200 },
  },
};

for (const [name, change] of Object.entries(trials)) {
  test.serial(`${name}: a training that is taken up again ends as it would have, alone and in a pack`, async (t) => {
    const input = linearInput(change);
    await resumesAlike(t, [input]);
    const { pack, from } = await resumesAlike(
      t,
      [0, 1, 2].map((seed) => ({ ...input, seed })),
    );
    // A member that goes on alone is rounded otherwise, no more.
    const alone = await openPack([{ ...input, seed: 1 }]);
    const own = { ...stateOfMember(from, 1, 3), curves: from.curves.slice(1, 2) };
    const [[resumed], [, member]] = await Promise.all([alone.train({ from: own }), pack.train()]);
    const elbo = (trained: typeof resumed) =>
      trained?.result.status === 'done' ? (trained.result.metrics.elbo ?? 0) : 0;
    t.true(Math.abs(elbo(resumed) - elbo(member)) < 1e-4 * Math.abs(elbo(member)), `${elbo(resumed)}, ${elbo(member)}`);
    t.not(elbo(resumed), 0);
  });
}

test.serial('a member that has diverged before stays so', async (t) => {
  const rates = [0.03, 1e12, 0.01].map((learningRate) =>
    linearInput({ optimizer: { learningRate }, train: { steps: 200 } }),
  );
  const pack = await openPack(rates);
  const undisturbed = await pack.train();
  const from = await pack.interrupt(70);
  t.deepEqual([...from.state.diverged.keys()], [1]);
  t.deepEqual(await pack.train({ from }), undisturbed);
});

// XLA is a part of the native back end alone.
if (backend.description.name === 'native') {
  test.serial('many steps a call: wherever the calls end, XLA gives the same numbers', async (t) => {
    const shape = { ...sampled, train: { steps: 2000, batchSize: 51 } };
    const pack = await openPack([linearInput(shape)], { compiler: 'xla' });
    const from = await pack.interrupt(20);
    t.is(from.state.compiler, 'xla');
    await resumesAlike(t, [linearInput(shape), linearInput({ ...shape, seed: 1 })], { compiler: 'xla', after: 20 });
  });
}

test.serial('what an objective carries from step to step is kept', async (t) => {
  // The weight of the KL climbs from 0 by what it is, so that a training which forgot it would end elsewhere.
  const climbing: ObjectiveComponent = {
    ...OBJECTIVES[0],
    value: (ops, terms, _sizes, _own, { climbed }) =>
      ops.sub(terms.meanReconstruction(), ops.mul(climbed as Tensor, terms.levels[0]?.meanKl() as Tensor)),
    state: () => ({ climbed: { shape: [], start: { constant: 0 } } }),
    update: (ops, _terms, _sizes, _own, { climbed }) => ({ climbed: ops.add(ops.mul(climbed as Tensor, 0.95), 0.05) }),
  };
  const place = createTrainingSession(backend, { ...BUILT_IN, objectives: [climbing] });
  const { from } = await resumesAlike(t, [linearInput({ train: { steps: 200 } })], { in: place, after: 20 });
  t.true(Math.abs((from.state.variables['objective/climbed']?.values()[0] ?? 0) - (1 - 0.95 ** 20)) < 1e-5);
  place.dispose();
});
