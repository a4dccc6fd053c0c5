import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal, readJournal, readResult, studyPaths } from '@collapse/study';
import type { TrialResult } from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import { type Executor, type ExecutorEvent, type RunnerModule, recordEvents, type TrialJob } from '../../src/index.ts';
import type { ControllerOrders } from './controller.ts';
import { type Call, type Fault, type FaultSettings, releaseFile } from './faulty-runner.ts';
import { smallDataset, trialOf } from './small-trials.ts';

/** A study folder of its own, trials that fail as told, and what an executor made of them. */
export interface Scenario {
  readonly directory: string;
  readonly jobs: readonly TrialJob[];
  readonly runner: RunnerModule;
  readonly events: ExecutorEvent[];
  run(executor: Executor, options?: RunOptions): Promise<void>;
  /** Results by the order of the jobs; null where there is none. */
  results(): (TrialResult | null)[];
  /** The status and the attempt of each. */
  outcomes(): (readonly [TrialResult['status'] | undefined, number | undefined])[];
  calls(): Call[];
  /** Events of one kind, by the index of their trial. */
  trialsWith(kind: ExecutorEvent['kind']): number[];
  finishedInJournal(): string[];
  attemptsLeft(): string[];
  /** Lets trials that are held go on. */
  release(): void;
  /** Runs the jobs as the program does, in a process of its own, and kills it once so many trials have a result. */
  killController(module: string, results: number): Promise<void>;
  /** The same, to the end. */
  runController(module: string): Promise<void>;
}

export interface RunOptions {
  readonly groups?: readonly (readonly TrialJob[])[];
  readonly onEvent?: (event: ExecutorEvent) => void;
  readonly signal?: AbortSignal;
}

/** @param faults one a trial, in order; null for a trial that is done at once */
export async function createScenario(t: ExecutionContext, faults: readonly (Fault | null)[]): Promise<Scenario> {
  const directory = mkdtempSync(join(tmpdir(), 'executor-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const studyDirectory = join(directory, 'study');
  const paths = studyPaths(studyDirectory);
  const dataset = await smallDataset();
  const trials = faults.map((_, seed) => trialOf(seed));
  const jobs = trials.map((trial): TrialJob => ({ trial, attempt: 1, studyDirectory, dataset }));
  const byTrial = trials.map((trial, index) => [trial.id, faults[index] ?? null] as const);
  const settings: FaultSettings = {
    faults: Object.fromEntries(byTrial.flatMap(([id, fault]) => (fault === null ? [] : [[id, fault]]))),
    calls: join(directory, 'calls'),
  };
  const events: ExecutorEvent[] = [];
  const indexOf = (id: string) => trials.findIndex((trial) => trial.id === id);
  const results = () => jobs.map(({ trial }) => readResult(paths.trial(trial.id)));
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
    results,
    outcomes: () => results().map((result) => [result?.status, result?.attempt]),
    calls: () =>
      listed(settings.calls).map((name): Call => JSON.parse(readFileSync(join(settings.calls, name), 'utf8'))),
    trialsWith: (kind) =>
      events
        .flatMap((event) => (event.kind === kind && 'trialId' in event ? [indexOf(event.trialId)] : []))
        .sort(ascending),
    finishedInJournal: () =>
      Array.from(readJournal(paths)).flatMap((event) => (event.kind === 'finished' ? [event.trialId] : [])),
    attemptsLeft: () => listed(paths.attempts),
    release: () => writeFileSync(releaseFile(settings.calls), ''),
    async killController(module, results) {
      const controller = startController({ module, directory: studyDirectory, settings, trials: jobs.length });
      while (listed(paths.trials).length < results) {
        if (controller.process.exitCode !== null) throw new Error(`the controller ended early: ${controller.output()}`);
        await sleep(10);
      }
      controller.process.kill('SIGKILL');
      await once(controller.process, 'close');
    },
    async runController(module) {
      const controller = startController({ module, directory: studyDirectory, settings, trials: jobs.length });
      const [status] = await once(controller.process, 'close');
      if (status !== 0) throw new Error(`the controller failed: ${controller.output()}`);
    },
  };
}

function startController(orders: ControllerOrders) {
  const script = join(import.meta.dirname, 'controller.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { process: child, output: () => output };
}

export const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The same runner with every trial done at once. */
export function withoutFaults({ settings, ...runner }: RunnerModule): RunnerModule {
  return { ...runner, settings: { ...(typeof settings === 'object' ? settings : {}), faults: {} } };
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
