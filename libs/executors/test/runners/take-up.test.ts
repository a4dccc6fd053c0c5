import fs, { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import {
  encodeCheckpoint,
  listCheckpoints,
  readCheckpoint,
  readResult,
  studyPaths,
  writeFileDurably,
} from '@collapse/study';
import { type Trial, trialId, trialSpecification } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import type { TrialJob } from '../../src/index.ts';
import { createTrainingRunner } from '../../src/runners/training-runner.ts';
import { createScenario } from '../support/scenario.ts';

/** With a checkpoint after each the first progress is told long before the last. */
const STEPS = 400;

function trialOf(seed: number): Trial {
  const specification = trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 5 },
    model: { latentDim: 1 },
    train: { steps: STEPS, batchSize: 2 },
    seed,
  });
  return { id: trialId(specification), specification };
}

interface Ran {
  readonly lines: string[];
  readonly aborted: boolean;
}

interface RunSetting {
  readonly until?: 'end' | 'progress';
  readonly of?: readonly number[];
  /** Whether there is a checkpoint after each step. */
  readonly each?: boolean;
}

/** A study of its own, and the training runner of a process in it; WebAssembly, so that tests say the same everywhere. */
async function openStudy(t: ExecutionContext, seeds: readonly number[]) {
  const { jobs, directory } = await createScenario(t, [null]);
  const paths = studyPaths(directory);
  const dataset = jobs[0]?.dataset as TrialJob['dataset'];
  return {
    paths,
    ids: seeds.map((seed) => trialOf(seed).id),
    /** @param until ends it at its first progress */
    async run(
      attempt: number,
      { until = 'end', of = seeds, each = until === 'progress' }: RunSetting = {},
    ): Promise<Ran> {
      const lines: string[] = [];
      const stop = new AbortController();
      const runner = await createTrainingRunner({ backend: 'wasm', checkpointSeconds: each ? 1e-9 : 60 }, () => {});
      const group = of.map((seed) => ({ trial: trialOf(seed), attempt, studyDirectory: directory, dataset }));
      const onProgress = () => until === 'progress' && stop.abort(new Error('stopped'));
      const onNotice = (line: string) => lines.push(line);
      try {
        await runner(group, { worker: 'test', onProgress, onNotice, signal: stop.signal });
        return { lines, aborted: false };
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        return { lines, aborted: true };
      }
    },
    /** What the trials left, but for times. */
    trained: (of = seeds) =>
      of.map((seed) => {
        const trial = paths.trial(trialOf(seed).id);
        const result = readResult(trial);
        return {
          metrics: result?.status === 'done' ? { ...result.metrics, seconds: 0 } : null,
          curve: readFileSync(trial.history, 'utf8').replaceAll(/"timestamp":\d+/g, ''),
          weights: readFileSync(join(trial.directory, 'weights', 'weights.bin'), 'hex'),
        };
      }),
  };
}

const undisturbed = async (t: ExecutionContext, seeds: readonly number[]) => {
  const study = await openStudy(t, seeds);
  const { lines } = await study.run(1);
  t.deepEqual(lines, []);
  t.deepEqual(readdirSync(study.paths.attempts), []);
  return study.trained();
};

test.serial('a trial and a pack go on where an abort left them, and leave nothing else', async (t) => {
  for (const seeds of [[0], [0, 1]]) {
    const expected = await undisturbed(t, seeds);
    const study = await openStudy(t, seeds);
    t.true((await study.run(1, { until: 'progress' })).aborted);
    t.true(listCheckpoints(study.paths).length > 0);
    const { lines } = await study.run(2);
    t.regex(
      lines.join('\n'),
      /^Trial [0-9a-f]{16}(?: goes| and 1 that are trained with it go) on from step [\d,]+ of 400\.$/,
    );
    t.deepEqual(study.trained(), expected);
    t.deepEqual(listCheckpoints(study.paths), []);
  }
});

test.serial('one that is damaged is passed over for the one before it', async (t) => {
  const expected = await undisturbed(t, [0]);
  const study = await openStudy(t, [0]);
  await study.run(1, { until: 'progress' });
  const [latest, previous] = listCheckpoints(study.paths);
  const bytes = readFileSync(latest?.path ?? '');
  bytes[bytes.length - 40] = 1 ^ (bytes[bytes.length - 40] ?? 0);
  writeFileSync(latest?.path ?? '', bytes);
  const { lines } = await study.run(2);
  t.regex(lines[0] ?? '', /checkpoint\.bin is damaged and passed over: its bytes are not those that were written\.$/);
  t.regex(lines[1] ?? '', new RegExp(`goes on from step ${previous?.header?.step.toLocaleString('en')} of`));
  t.deepEqual(study.trained(), expected);
});

const changes = {
  'of another version of the code': { code: 'another' },
  'of Node 1.0.0': { node: '1.0.0' },
  'of another back end, native on gpu with tensorflow 9': {
    backend: { name: 'native', device: 'gpu', versions: { tensorflow: '9' }, threads: 1 },
  },
  'of other data': { data: 'other' },
  'of another specification': { trials: [{ id: trialOf(0).id, specification: trialOf(1).specification }] },
} as const;

test.serial(
  'one of other code, another back end, other data or another specification: the trial starts anew and says so',
  async (t) => {
    const expected = await undisturbed(t, [0]);
    for (const [reason, change] of Object.entries(changes)) {
      const study = await openStudy(t, [0]);
      const directory = study.paths.attempt(study.ids[0] ?? '', 1).directory;
      await study.run(1, { until: 'progress' });
      rmSync(join(directory, 'checkpoint.previous.bin'), { force: true });
      const { header } = readCheckpoint(join(directory, 'checkpoint.bin'));
      writeFileDurably(join(directory, 'checkpoint.bin'), encodeCheckpoint({ ...header, ...change }, []));
      t.deepEqual((await study.run(2)).lines, [`Trial ${study.ids[0]} starts anew: the checkpoint is ${reason}.`]);
      t.deepEqual(study.trained(), expected);
      t.deepEqual(listCheckpoints(study.paths), []);
    }
  },
);

test.serial('a folder that takes no checkpoint: training goes on, and one line says so', async (t) => {
  const expected = await undisturbed(t, [0]);
  const study = await openStudy(t, [0]);
  const rename = fs.renameSync;
  // What chmod says does not hold for everybody who runs tests.
  fs.renameSync = (from, to) => {
    if (String(to).endsWith('checkpoint.bin')) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    rename(from, to);
  };
  syncBuiltinESMExports();
  t.teardown(() => {
    fs.renameSync = rename;
    syncBuiltinESMExports();
  });
  const { lines } = await study.run(1, { each: true });
  t.is(lines.length, 1);
  t.regex(
    lines[0] ?? '',
    /^No checkpoint of trial [0-9a-f]{16} is kept, its training goes on\. .*checkpoint\.bin: .*read-only file system/,
  );
  t.deepEqual(study.trained(), expected);
});

test.serial('members that are done train along, and one that is tried alone takes its share', async (t) => {
  const expected = await undisturbed(t, [0, 1]);
  const study = await openStudy(t, [0, 1]);
  await study.run(1, { until: 'progress' });
  // Alone while the other is not done: rounded otherwise, from where the pack was.
  t.regex((await study.run(2, { of: [0] })).lines.join(), /^Trial [0-9a-f]{16} goes on from step/);
  const [first] = study.trained([0]);
  t.true(Math.abs((first?.metrics?.elbo ?? 0) - (expected[0]?.metrics?.elbo ?? 1)) < 1e-3);
  t.true(listCheckpoints(study.paths).length > 0, 'the other one still needs it');
  t.regex((await study.run(2, { of: [1] })).lines.join(), /^Trial [0-9a-f]{16} goes on from step/);
  t.deepEqual(study.trained()[1], expected[1]);
  t.deepEqual(listCheckpoints(study.paths), []);
});
