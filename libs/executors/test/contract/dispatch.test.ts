import { CHECKPOINT_FORMAT, encodeCheckpoint, openAttempt, studyPaths } from '@collapse/study';
import { metricsFrom } from '@collapse/trials';
import test from 'ava';
import { dispatch, type Slot } from '../../src/contract/dispatch.ts';
import { WorkerDeath } from '../../src/contract/retry-policy.ts';
import type { WorkerMessage } from '../../src/contract/worker-message.ts';
import type { ExecutorEvent, TrialGroup, TrialJob } from '../../src/index.ts';
import { createScenario } from '../support/scenario.ts';

const TURNS = 50;

/** Lets everything that can go on without this one go on. */
async function othersTurn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function commit({ trial, attempt, studyDirectory }: TrialJob): void {
  const values = Array.from({ length: trial.specification.model.latentDim }, () => 0);
  openAttempt(studyPaths(studyDirectory), trial.id, attempt).commit({
    status: 'done',
    trialId: trial.id,
    specification: trial.specification,
    attempt,
    backend: null,
    startedAt: 1,
    finishedAt: 2,
    worker: 'made-up:1/0',
    metrics: metricsFrom({ objective: trial.specification.seed }),
    dimensions: { kl: values, posteriorMeanVariance: values, fractionBelowEpsilon: values, predictedKl: null },
    pictures: [],
  });
}

const about = ({ trial, attempt }: TrialJob) => ({ trialId: trial.id, attempt, timestamp: 1 });
const started = (job: TrialJob): WorkerMessage => ({ kind: 'started', ...about(job), worker: 'made-up:1/0' });
const committed = (job: TrialJob): WorkerMessage => ({ kind: 'committed', ...about(job) });

/** Does every trial of a group, as a worker should. */
const doAll = (group: TrialGroup, report: (message: WorkerMessage) => void) => {
  for (const job of group) {
    report(started(job));
    commit(job);
    report(committed(job));
  }
};

async function run(groups: readonly TrialGroup[], slots: readonly Slot[], retries = 2): Promise<ExecutorEvent[]> {
  const events: ExecutorEvent[] = [];
  await dispatch(groups, {
    slots,
    policy: { retries },
    clock: () => 1,
    listener: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  return events;
}

test('a worker that dies before it says a word: its first trial has failed once, the others of the group run again', async (t) => {
  const scenario = await createScenario(t, [null, null, null]);
  const groups: (readonly (readonly [string, number])[])[] = [];
  const slot: Slot = {
    async run(group, report) {
      groups.push(group.map(({ trial, attempt }) => [trial.id, attempt] as const));
      if (groups.length === 1) throw new WorkerDeath('gone before it began');
      doAll(group, report);
    },
  };
  const events = await run([scenario.jobs], [slot]);
  const [first = '', second = '', third = ''] = scenario.jobs.map(({ trial }) => trial.id);
  t.deepEqual(
    events.flatMap((event) => (event.kind === 'retrying' ? [[event.trialId, event.reason]] : [])),
    [[first, 'worker-died']],
  );
  t.deepEqual(groups.slice(1), [
    [
      [second, 1],
      [third, 1],
    ],
    [[first, 2]],
  ]);
  t.deepEqual(scenario.outcomes(), [
    ['done', 2],
    ['done', 1],
    ['done', 1],
  ]);
});

test('a worker that dies after it began some: those have failed once, the others have not', async (t) => {
  const scenario = await createScenario(t, [null, null, null]);
  let calls = 0;
  const slot: Slot = {
    async run(group, report) {
      calls += 1;
      if (calls > 1) return doAll(group, report);
      const [, middle] = group;
      if (middle !== undefined) report(started(middle));
      throw new WorkerDeath('gone');
    },
  };
  await run([scenario.jobs], [slot]);
  t.deepEqual(scenario.outcomes(), [
    ['done', 1],
    ['done', 2],
    ['done', 1],
  ]);
});

test('a slot without work waits while another may give some back, and takes it', async (t) => {
  const scenario = await createScenario(t, [null, null]);
  const takenByIdle: string[] = [];
  let begun = false;
  let doneMeanwhile = false;
  const busy: Slot = {
    async run(group, report) {
      const [failing, other] = group;
      if (begun || failing === undefined || other === undefined) return doAll(group, report);
      begun = true;
      // By now the other slot has found nothing to do.
      await othersTurn();
      for (const job of group) report(started(job));
      const error = { name: 'Error', message: 'once', stack: null, storage: null };
      report({ kind: 'threw', ...about(failing), error });
      await othersTurn();
      doneMeanwhile = takenByIdle.includes(failing.trial.id);
      commit(other);
      report(committed(other));
    },
  };
  const idle: Slot = {
    async run(group, report) {
      takenByIdle.push(...group.map(({ trial }) => trial.id));
      doAll(group, report);
    },
  };
  await run([scenario.jobs], [busy, idle]);
  t.true(doneMeanwhile);
  t.deepEqual(scenario.outcomes(), [
    ['done', 2],
    ['done', 1],
  ]);
});

test('what left a checkpoint when its worker died goes on together, and no such attempt counts', async (t) => {
  const scenario = await createScenario(t, [null, null]);
  const groups: number[][] = [];
  const attempts: number[] = [];
  let deaths = 0;
  const slot: Slot = {
    async run(group, report) {
      groups.push(group.map(({ trial }) => trial.specification.seed));
      attempts.push(group[0]?.attempt ?? 0);
      for (const job of group) report(started(job));
      if (deaths < 4) {
        const { trial, attempt, studyDirectory } = group.at(-1) as TrialJob;
        const writer = openAttempt(studyPaths(studyDirectory), trial.id, attempt);
        // The last death leaves none.
        if (deaths < 3) writer.writeCheckpoint(checkpointOf(group, deaths));
        writer.close();
        deaths += 1;
        throw new WorkerDeath('its node went away', { reason: 'node-failed' });
      }
      doAll(group, report);
    },
  };
  const events = await run([scenario.jobs], [slot], 1);
  t.deepEqual(groups, [[0, 1], [0, 1], [0, 1], [0, 1], [0], [1]]);
  t.deepEqual(attempts, [1, 2, 3, 4, 5, 5]);
  t.is(events.filter(({ kind }) => kind === 'retrying').length, 8);
  t.deepEqual(
    scenario.outcomes().map(([status]) => status),
    ['done', 'done'],
  );
});

function checkpointOf(group: TrialGroup, step: number): Iterable<Uint8Array> {
  const backend = { name: 'wasm', device: 'cpu', versions: {}, threads: 1 } as const;
  const of = {
    trials: group.map(({ trial }) => trial),
    code: '',
    node: '',
    backend,
    compiler: 'graph',
    data: '',
  } as const;
  const at = { step, seconds: 1, batches: null, diverged: [] };
  return encodeCheckpoint({ format: CHECKPOINT_FORMAT, ...of, ...at }, []);
}
