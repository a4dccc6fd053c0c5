import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseResults } from '@collapse/analysis';
import type { ExecutionContext } from 'ava';

const PROJECT = resolve(import.meta.dirname, '../../../..');
const PROGRAM = join(PROJECT, 'node_modules/.bin/sweep');

export interface Finished {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** A folder of its own for a test, removed after it. */
export function workFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Each start is half as long where Node finds what it made of the program's files before. */
const COMPILED_MODULES = join(PROJECT, 'node_modules/.cache/compiled-modules');

/** Starts the program as a user does, in a folder. The per-user cache is in that folder too. */
export function startSweep(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  const { INIT_CWD: _callFolder, ...inherited } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    // A server that happens to be up is not for tests.
    env: {
      ...inherited,
      POSTERIOR_COLLAPSE_CACHE: join(folder, '.cache'),
      NODE_COMPILE_CACHE: COMPILED_MODULES,
      MLFLOW_TRACKING_URI: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const finished = new Promise<Finished>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (status) => settle({ status, output, errors }));
  });
  return { process: child, finished };
}

export const sweep = (folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  startSweep(folder, args, environment).finished;

/** Gaussian data whose sample covariance has exactly the eigenvalues 4, 1, 0.25 and 0.01, 0.01. */
export const TINY = {
  name: 'tiny',
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 1, 0.25], dim: 5, count: 30, noise: 0.01, exact: true },
    model: { latentDim: 3 },
    likelihood: { variance: 0.2 },
    objective: { estimator: 'analytic' },
    optimizer: { learningRate: 0.01 },
    train: { steps: 40 },
  },
  axes: { 'objective.beta': [0.5, 2], seed: [0, 1] },
};

export function writeGrid(folder: string, grid: object, file = 'grid.json'): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), JSON.stringify(grid));
}

export interface Event {
  readonly kind: string;
  readonly trialId?: string;
  readonly interrupted?: boolean;
  readonly adoptedFrom?: string | null;
}

/** The whole lines of a study's journal; none before there is one. */
export function journal(study: string): Event[] {
  if (!readdirSync(study).includes('journal.jsonl')) return [];
  const lines = readFileSync(join(study, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line): Event => JSON.parse(line));
}

export const ofKind = (study: string, kind: string) => journal(study).filter((event) => event.kind === kind);

/** Waits until a running program has journaled so many events of a kind. */
export async function untilJournaled(study: string, kind: string, count: number, running: Running): Promise<void> {
  for (;;) {
    if (running.process.exitCode !== null) throw new Error(`ended early: ${JSON.stringify(await running.finished)}`);
    const present = readdirSync(resolve(study, '..')).includes('study') && ofKind(study, kind).length >= count;
    if (present) return;
    await sleep(20);
  }
}

/** results.csv, one object a trial. */
export function results(study: string): Record<string, unknown>[] {
  return parseResults(readFileSync(join(study, 'results.csv'), 'utf8')).objects() as Record<string, unknown>[];
}

/** Every file below a folder with its content, but for the cache. */
export function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('.cache'));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
