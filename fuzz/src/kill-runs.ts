import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseResults } from '@collapse/analysis';
import { listCheckpoints, studyPaths } from '@collapse/study';
import fc from 'fast-check';

const PROGRAM = resolve(import.meta.dirname, '../../node_modules/.bin/sweep');
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM'] as const;

const DATA = { name: 'synthetic', eigenvalues: [4, 1, 0.25], dim: 6, count: 60, noise: 0.05, exact: true };
const BASE = {
  dataset: DATA,
  model: { latentDim: 3 },
  likelihood: { variance: 0.2 },
  optimizer: { learningRate: 0.01 },
};
const NETWORK = { latentDim: 3, encoder: { hidden: [8] }, decoder: { hidden: [8] } };
/** A few seconds of steps that depend on all that a training keeps: batches, noise, schedules. */
const LONG = {
  ...BASE,
  model: NETWORK,
  likelihood: { variance: 0.2, learn: 'scalar' },
  objective: { warmupSteps: 1000 },
  optimizer: { learningRate: 0.01, schedule: 'cosine' },
};
const CHECKPOINTS = ['--checkpoint-seconds', '0.2', '--workers', '1'];

/** What is killed, and with which options. `--packs off`: numbers that repeat to the last bit on any machine. */
export const SCENES = {
  /** Many trials: linear models and networks, full batches and small ones. */
  short: {
    grid: {
      name: 'killed',
      base: { ...BASE, train: { steps: 300 } },
      axes: {
        trial: [
          { objective: { estimator: 'analytic' } },
          { model: { encoder: { hidden: [8] } }, train: { batchSize: 20 } },
          { model: { encoder: { hidden: [8] }, decoder: { hidden: [8] } }, likelihood: { learn: 'scalar' } },
        ],
        'objective.beta': [0.5, 2],
        seed: [0, 1],
      },
    },
    options: ['--packs', 'off'],
  },
  /** Trials that are killed in the middle and go on from a checkpoint. */
  long: {
    grid: {
      name: 'killed-in-the-middle',
      base: { ...LONG, train: { steps: 3000, batchSize: 18 } },
      axes: { trial: [{}, { train: { encoderSteps: 2 } }] },
    },
    options: ['--packs', 'off', ...CHECKPOINTS],
  },
  /** The same of packs, and where it pays of many steps a call. */
  pack: {
    grid: {
      name: 'killed-packs',
      base: { ...LONG, train: { steps: 4000, batchSize: 18 } },
      axes: { 'objective.beta': [0.5, 2], seed: [0, 1, 2] },
    },
    options: CHECKPOINTS,
  },
} as const;

export interface KillOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly scene: keyof typeof SCENES;
  readonly onKill?: (done: number) => void;
}

/** What went wrong, one line each; empty where every study ended as the undisturbed one. */
export async function killRuns({ folder, kills, seed, scene, onKill }: KillOptions): Promise<string[]> {
  writeFileSync(join(folder, 'grid.json'), JSON.stringify(SCENES[scene].grid));
  const began = performance.now();
  const undisturbed = await finished(start(folder, 'undisturbed', scene));
  if (undisturbed.status !== 0) return [`the undisturbed run ended with ${undisturbed.status}: ${undisturbed.errors}`];
  const wholeRun = performance.now() - began;
  const expected = tableOf(folder, 'undisturbed');
  const draws = fc.sample(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), signal: fc.nat(3) }), {
    seed,
    numRuns: kills,
  });
  const complaints: string[] = [];
  let study = 0;
  for (const [kill, { share, signal }] of draws.entries()) {
    const name = `study-${study}`;
    const before = doneTrials(folder, name);
    const left = checkpointsOf(folder, name);
    const child = start(folder, name, scene);
    const end = finished(child);
    await Promise.race([sleep(share * wholeRun), end]);
    const wanted = SIGNALS[signal] ?? 'SIGKILL';
    child.kill(wanted);
    const { status, errors } = await end;
    onKill?.(kill + 1);
    const lost = before.filter((id) => !doneTrials(folder, name).includes(id));
    if (lost.length > 0) complaints.push(`kill ${kill}: lost ${lost.join(', ')}`);
    if (status !== null && status !== 0 && status !== 130)
      complaints.push(`kill ${kill} by ${wanted}: exit ${status}: ${errors}`);
    if (status === 0) complaints.push(...startedAnew(left, errors).map((line) => `kill ${kill}: ${line}`));
    if (status !== 0 && kill < kills - 1) continue;
    if (status !== 0) {
      const checkpoints = checkpointsOf(folder, name);
      const last = await finished(start(folder, name, scene));
      complaints.push(...startedAnew(checkpoints, last.errors).map((line) => `after the kills: ${line}`));
      if (last.status !== 0) complaints.push(`after the kills: exit ${last.status}: ${last.errors}`);
    }
    complaints.push(...differences(expected, tableOf(folder, name)).map((line) => `${name}: ${line}`));
    study++;
  }
  return complaints;
}

function start(folder: string, study: string, scene: keyof typeof SCENES): ChildProcess {
  const args = ['grid', 'grid.json', '--out', study, '--tracking', 'off', ...SCENES[scene].options];
  return spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function finished(child: ChildProcess): Promise<{ status: number | null; errors: string }> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const status = await new Promise<number | null>((settle, fail) => {
    child.on('error', fail);
    child.on('close', settle);
  });
  return { status, errors };
}

function doneTrials(folder: string, study: string): string[] {
  const trials = join(folder, study, 'trials');
  mkdirSync(join(folder, study), { recursive: true });
  return existsSync(trials) ? readdirSync(trials).filter((id) => existsSync(join(trials, id, 'result.json'))) : [];
}

/** Trials whose training was cut off in the middle. */
function checkpointsOf(folder: string, study: string): string[] {
  const done = doneTrials(folder, study);
  // One that has its result beside it lacks only the rename that makes it done.
  const kept = listCheckpoints(studyPaths(join(folder, study))).filter(
    ({ path }) => !existsSync(join(dirname(path), 'result.json')),
  );
  return [...new Set(kept.map(({ trialId }) => trialId))].filter((id) => !done.includes(id));
}

/** Of a run that came to its end: trainings that it began from their first step although they had a checkpoint. */
function startedAnew(left: readonly string[], output: string): string[] {
  const resumed = output.split('\n').filter((line) => / on from step \d/.test(line)).length;
  return resumed < left.length
    ? [`${left.length} trainings had checkpoints, ${resumed} went on from one: ${output}`]
    : [];
}

function tableOf(folder: string, study: string): readonly Readonly<Record<string, unknown>>[] {
  const file = join(folder, study, 'results.csv');
  if (!existsSync(file)) return [];
  return parseResults(readFileSync(file, 'utf8')).objects() as Record<string, unknown>[];
}

/** Cells that differ, but for the time they took. */
function differences(
  expected: readonly Readonly<Record<string, unknown>>[],
  received: readonly Readonly<Record<string, unknown>>[],
): string[] {
  if (expected.length !== received.length) return [`expected ${expected.length} rows, received ${received.length}`];
  const byId = new Map(received.map((row) => [row.trial_id, row]));
  return expected.flatMap((row) => {
    const other = byId.get(row.trial_id);
    return Object.entries(row)
      .filter(([column, value]) => column !== 'seconds' && other?.[column] !== value)
      .map(([column, value]) => `${row.trial_id} ${column}: expected ${value}, received ${other?.[column]}`);
  });
}
