import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, loadDataset } from '@collapse/datasets';
import { openJournal, readJournal, readResult, studyPaths } from '@collapse/study';
import { type Trial, type TrialResult, trialId, trialSpecification } from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import { type Executor, type ExecutorEvent, type RunnerModule, recordEvents, type TrialJob } from '../../src/index.ts';
import type { Call, Fault, FaultSettings } from './faulty-runner.ts';

/** A study folder of its own, trials that fail as told, and what an executor made of them. */
export interface Scenario {
  readonly directory: string;
  readonly jobs: readonly TrialJob[];
  readonly runner: RunnerModule;
  readonly events: ExecutorEvent[];
  run(executor: Executor, options?: RunOptions): Promise<void>;
  /** Results by the order of the jobs; null where there is none. */
  results(): (TrialResult | null)[];
  calls(): Call[];
  /** Events of one kind, by the index of their trial. */
  trialsWith(kind: ExecutorEvent['kind']): number[];
  finishedInJournal(): string[];
  attemptsLeft(): string[];
}

export interface RunOptions {
  readonly groups?: readonly (readonly TrialJob[])[];
  readonly onEvent?: (event: ExecutorEvent) => void;
  readonly signal?: AbortSignal;
}

const specification = (seed: number) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 5 },
    model: { latentDim: 1 },
    train: { steps: 10 },
    seed,
  });

export const dataDirectory = mkdtempSync(join(tmpdir(), 'executor-data-'));
process.once('exit', () => rmSync(dataDirectory, { recursive: true, force: true }));

let loading: Promise<Dataset> | undefined;
export function smallDataset(): Promise<Dataset> {
  loading ??= loadDataset(specification(0).dataset, { cacheDirectory: dataDirectory, onNotice: () => undefined });
  return loading;
}

/** @param faults one a trial, in order; null for a trial that is done at once */
export async function createScenario(t: ExecutionContext, faults: readonly (Fault | null)[]): Promise<Scenario> {
  const directory = mkdtempSync(join(tmpdir(), 'executor-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const studyDirectory = join(directory, 'study');
  const paths = studyPaths(studyDirectory);
  const dataset = await smallDataset();
  const trials = faults.map(
    (_, seed): Trial => ({ id: trialId(specification(seed)), specification: specification(seed) }),
  );
  const jobs = trials.map((trial): TrialJob => ({ trial, attempt: 1, studyDirectory, dataset }));
  const byTrial = trials.map((trial, index) => [trial.id, faults[index] ?? null] as const);
  const settings: FaultSettings = {
    faults: Object.fromEntries(byTrial.flatMap(([id, fault]) => (fault === null ? [] : [[id, fault]]))),
    calls: join(directory, 'calls'),
  };
  const events: ExecutorEvent[] = [];
  const indexOf = (id: string) => trials.findIndex((trial) => trial.id === id);
  return {
    directory: studyDirectory,
    jobs,
    runner: { module: join(import.meta.dirname, 'faulty-runner.ts'), exportName: 'createFaultyRunner', settings },
    events,
    async run(executor, { groups = jobs.map((job) => [job]), onEvent, signal = new AbortController().signal } = {}) {
      mkdirSync(studyDirectory, { recursive: true });
      const journal = openJournal(paths);
      const record = recordEvents(journal);
      try {
        await executor.run(
          groups,
          (event) => {
            events.push(event);
            record(event);
            onEvent?.(event);
          },
          signal,
        );
      } finally {
        journal.close();
      }
    },
    results: () => jobs.map(({ trial }) => readResult(paths.trial(trial.id))),
    calls: () =>
      listed(settings.calls).map((name): Call => JSON.parse(readFileSync(join(settings.calls, name), 'utf8'))),
    trialsWith: (kind) =>
      events
        .flatMap((event) => (event.kind === kind && 'trialId' in event ? [indexOf(event.trialId)] : []))
        .sort(ascending),
    finishedInJournal: () =>
      Array.from(readJournal(paths)).flatMap((event) => (event.kind === 'finished' ? [event.trialId] : [])),
    attemptsLeft: () => listed(paths.attempts),
  };
}

function ascending(a: number, b: number): number {
  return a - b;
}

function listed(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
