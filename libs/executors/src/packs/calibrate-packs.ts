import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LoadBackendOptions } from '@collapse/backend';
import type { ComponentFile } from '@collapse/components';
import type { Dataset } from '@collapse/datasets';
import type { LoopTiming, PackTiming } from '@collapse/training';
import { messageOf, type TrialSpecification } from '@collapse/trials';
import type { TrialGroup, TrialJob } from '../contract/executor.ts';
import { packToCompile, type ShapeRun, type StepTimings } from './choose-compiler.ts';
import { type PackableJobs, packableJobs, packGroups } from './pack-groups.ts';

/** To the calibration's thread. */
export interface CalibrationTask {
  readonly backend: LoadBackendOptions['backend'];
  readonly shapes: readonly {
    readonly specification: TrialSpecification;
    readonly dataset: Dataset;
    readonly run: ShapeRun;
    readonly components: readonly ComponentFile[];
  }[];
}

/** From it: the timings of each shape. */
export type CalibrationReply = readonly StepTimings[];

export interface PackPlanOptions {
  readonly backend: LoadBackendOptions['backend'];
  /** Groups that run at the same time. */
  readonly workers: number;
  /** Where timings are kept for the next grid. */
  readonly cacheDirectory: string;
  readonly onNotice: (line: string) => void;
  /** Ends a calibration under way. */
  readonly signal?: AbortSignal;
}

/** Fewer trials of a shape than this a worker finish before a calibration would have paid for itself. */
const TRIALS_WORTH_PACKING = 4;
/** Changes with what makes old timings meaningless. */
const CACHE_VERSION = 3;

/**
 * Decides which trials train together and what runs their steps: times each shape on this machine's back end for a second or
 * so, and keeps the timings. Where that fails each trial goes alone, and a notice says why. After an abort there are no groups.
 */
export async function planPacks(jobs: readonly TrialJob[], options: PackPlanOptions): Promise<TrialGroup[]> {
  const packable = packableJobs(jobs);
  const timings = new Map<string, StepTimings>();
  const untimed: PackableJobs[] = [];
  for (const shape of packable) {
    const kept = readTimings(cacheFile(shape, options));
    if (kept && !(kept.loop === null && packToCompile(kept.packs, runOf(shape, options)))) timings.set(shape.key, kept);
    else if (shape.jobs.length >= TRIALS_WORTH_PACKING * options.workers) untimed.push(shape);
  }
  if (untimed.length > 0) {
    try {
      for (const [index, measured] of (await calibrate(untimed, options)).entries()) {
        const shape = untimed[index];
        if (!shape) continue;
        timings.set(shape.key, measured);
        keepTimings(cacheFile(shape, options), measured, options.onNotice);
      }
    } catch (error) {
      if (options.signal?.aborted) return [];
      options.onNotice(`Packs could not be timed, each trial trains alone: ${messageOf(error)}`);
    }
  }
  return packable.flatMap((shape) => packGroups(shape, timings.get(shape.key) ?? null, options.workers));
}

function runOf({ jobs }: PackableJobs, { workers }: PackPlanOptions): ShapeRun {
  return { trials: jobs.length, workers, steps: jobs[0]?.trial.specification.train.steps ?? 0 };
}

function calibrate(shapes: readonly PackableJobs[], options: PackPlanOptions): Promise<CalibrationReply> {
  const { backend, signal } = options;
  const task: CalibrationTask = {
    backend,
    shapes: shapes.flatMap((shape) => {
      const [first] = shape.jobs;
      if (!first) return [];
      const { trial, dataset, components = [] } = first;
      return [{ specification: trial.specification, dataset, run: runOf(shape, options), components }];
    }),
  };
  const worker = new Worker(new URL('./calibration-worker.ts', import.meta.url), { workerData: task });
  const end = () => void worker.terminate();
  signal?.addEventListener('abort', end, { once: true });
  const reply = new Promise<CalibrationReply>((resolve, reject) => {
    worker.once('message', (reply: CalibrationReply) => resolve(reply));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the calibration ended early with status ${code}`)));
  });
  return reply.finally(() => signal?.removeEventListener('abort', end));
}

/** One file for each shape, machine and back end. */
function cacheFile({ key, jobs }: PackableJobs, { backend, cacheDirectory }: PackPlanOptions): string {
  const identity = JSON.stringify([
    CACHE_VERSION,
    key.replace(/"steps":\d+/, ''),
    jobs[0]?.dataset.checksum,
    backend,
    process.env.COLLAPSE_BACKEND ?? '',
    process.env.TF_NUM_INTRAOP_THREADS ?? '',
    process.version,
    cpus()[0]?.model ?? '',
    cpus().length,
  ]);
  return join(cacheDirectory, 'packs', `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.json`);
}

function readTimings(file: string): StepTimings | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isStepTimings(kept) ? kept : null;
  } catch (error) {
    // Not there, or not whole: it is measured anew and written over.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function isStepTimings(value: unknown): value is StepTimings {
  if (!isFields(value) || !Array.isArray(value.packs) || value.packs.length === 0) return false;
  return value.packs.every(isTiming) && (value.loop === null || value.loop === 'none' || isLoopTiming(value.loop));
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isTiming = (value: unknown): value is PackTiming =>
  isFields(value) && Number.isInteger(value.size) && Number.isFinite(value.millisecondsPerStep);

const isLoopTiming = (value: unknown): value is LoopTiming =>
  isTiming(value) && 'millisecondsToCompile' in value && Number.isFinite(value.millisecondsToCompile);

function keepTimings(file: string, timings: StepTimings, onNotice: (line: string) => void): void {
  const temporary = `${file}.${process.pid}.partial`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(temporary, JSON.stringify(timings));
    renameSync(temporary, file);
  } catch (error) {
    onNotice(`Pack timings are not kept: ${messageOf(error)}`);
  }
}
