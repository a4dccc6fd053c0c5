import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAttempt, StorageError, studyPaths } from '@collapse/study';
import { type DoneResult, METRIC_NAMES, type Metrics } from '@collapse/trials';
import type { RunnerContext, TrialJob, TrialRunner } from '../../src/index.ts';

export type Fault =
  | 'throw once'
  | 'throw'
  | 'diverge'
  | 'exit'
  | 'exit once'
  | 'exit after commit'
  | 'killed once'
  | 'hang once'
  | 'slow'
  | 'held'
  | 'fill the heap'
  | 'wait for the end'
  | 'never look up'
  | 'meet the other copy'
  | 'full disk'
  | 'commit nothing';

export interface FaultSettings {
  /** By trial id; trials not named are done at once. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** A folder that gets one file a call. */
  readonly calls: string;
}

/** What a call leaves behind. */
export interface Call {
  readonly trialId: string;
  readonly attempt: number;
  readonly visibleDevices: string | null;
  readonly threads: string | null;
  readonly firstValue: number;
  readonly sharedMemory: boolean;
}

/** Trials that are held go on once it is there. */
export const releaseFile = (calls: string) => `${calls}.released`;

/** The runner of the conformance tests: no tensors, faults on demand. */
export async function createFaultyRunner(
  settings: FaultSettings,
  onNotice: (line: string) => void,
): Promise<TrialRunner> {
  onNotice('a faulty runner is at work');
  return async (group, context) => {
    for (const job of group) await runFaulty(settings, job, context);
  };
}

export async function createNothing(): Promise<TrialRunner> {
  throw new Error('no back end to be had');
}

async function runFaulty({ faults, calls }: FaultSettings, job: TrialJob, context: RunnerContext): Promise<void> {
  const { trial, attempt, dataset } = job;
  const first = recordCall(calls, {
    trialId: trial.id,
    attempt,
    visibleDevices: process.env.CUDA_VISIBLE_DEVICES ?? null,
    threads: process.env.TF_NUM_INTRAOP_THREADS ?? null,
    firstValue: dataset.values[0] ?? Number.NaN,
    sharedMemory: dataset.values.buffer instanceof SharedArrayBuffer,
  });
  const fault = faults[trial.id];
  const writer = openAttempt(studyPaths(job.studyDirectory), trial.id, attempt);
  writer.appendHistory({ step: 0, timestamp: Date.now(), metrics: { objective: trial.specification.seed } });
  context.onProgress(1);
  if (fault === 'throw' || (fault === 'throw once' && first)) throw new Error('a fault on demand');
  if (fault === 'exit' || (fault === 'exit once' && first)) process.exit(7);
  if (fault === 'killed once' && first) process.kill(process.pid, 'SIGKILL');
  if (fault === 'full disk') throw new StorageError(writer.directory, 'ENOSPC');
  if (fault === 'fill the heap') fillHeap();
  if (fault === 'never look up' || (fault === 'hang once' && first)) for (;;) Math.random();
  if (fault === 'slow') await takeTime(context);
  if (fault === 'held') while (!existsSync(releaseFile(calls))) await sleep(20);
  if (fault === 'wait for the end') await untilAborted(context);
  if (fault === 'meet the other copy') await untilCalled(calls, trial.id, 2);
  if (fault === 'commit nothing') return;
  if (fault === 'diverge') {
    const error = { reason: 'diverged', message: 'the objective was NaN at step 3' } as const;
    const { status: _, metrics: __, dimensions: ___, pictures: ____, ...base } = doneResult(job, context);
    writer.commit({ ...base, status: 'failed', error });
    return;
  }
  writer.commit(doneResult(job, context));
  if (fault === 'exit after commit') process.exit(0);
}

/** @returns whether it is the trial's first */
function recordCall(directory: string, call: Call): boolean {
  mkdirSync(directory, { recursive: true });
  const before = callsOf(directory, call.trialId);
  writeFileSync(join(directory, `${call.trialId}.${call.attempt}.${before}.json`), JSON.stringify(call));
  return before === 0;
}

function callsOf(directory: string, trialId: string): number {
  return readdirSync(directory).filter((name) => name.startsWith(trialId)).length;
}

async function untilAborted({ signal, onProgress }: RunnerContext): Promise<void> {
  for (let step = 2; !signal.aborted; step += 1) {
    onProgress(step);
    await sleep(10);
  }
  signal.throwIfAborted();
}

/** Long enough for a controller to be killed meanwhile. */
async function takeTime({ signal, onProgress }: RunnerContext): Promise<void> {
  for (let step = 2; step < 20; step += 1) {
    signal.throwIfAborted();
    onProgress(step);
    await sleep(20);
  }
}

async function untilCalled(directory: string, trialId: string, count: number): Promise<void> {
  while (callsOf(directory, trialId) < count) await sleep(5);
}

function fillHeap(): void {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, () => kept.length + 0.5));
}

/** A result whose objective tells the trial it belongs to. */
function doneResult({ trial, attempt }: TrialJob, { worker }: RunnerContext): DoneResult {
  const empty = Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as Metrics;
  const dimensions = Array.from({ length: trial.specification.model.latentDim }, () => 0);
  return {
    status: 'done',
    trialId: trial.id,
    specification: trial.specification,
    attempt,
    backend: null,
    startedAt: Date.now(),
    finishedAt: Date.now(),
    worker,
    metrics: { ...empty, objective: trial.specification.seed },
    dimensions: {
      kl: dimensions,
      posteriorMeanVariance: dimensions,
      fractionBelowEpsilon: dimensions,
      predictedKl: null,
    },
    pictures: [],
  };
}
