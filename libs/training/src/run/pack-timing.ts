import type { Backend, BackendDescription } from '@collapse/backend';
import type { StepCompiler } from '@collapse/trials';
import type * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { StepCache } from '../steps/step-cache.ts';
import type { TrialModel } from '../trial-model.ts';
import { openPack, type PackInTraining } from './pack-in-training.ts';

/** What a training step of a pack of `size` trials takes. */
export interface PackTiming {
  readonly size: number;
  readonly millisecondsPerStep: number;
}

/** What a training step takes as XLA compiles it, many steps a call. */
export interface LoopTiming extends PackTiming {
  /** Once a process, less where an earlier process has left what it compiled. */
  readonly millisecondsToCompile: number;
}

/** The first steps are recorded and compiled, and tell nothing of those that follow. */
const STEPS_TO_WARM = 4;
const SAMPLES = 4;
/** What is shorter the clock of a process's work does not tell. */
const MILLISECONDS_A_SAMPLE = 10;
/** A larger pack that saves less a trial than this is not worth its memory. */
const WORTHWHILE = 0.05;
const SLOWEST_STEP = 400;
/** Recording a step takes longer than timing it: where steps are so short, sizes grow four times at once. */
const SHORT_STEP = 1;

/** Times packs of growing sizes, the first 1 and the last `largest`, until larger ones save nothing more. */
export function timePacks(
  backend: Backend,
  stepCache: StepCache,
  trial: TrialModel,
  data: DatasetTensors,
  largest: number,
): PackTiming[] {
  const timings: PackTiming[] = [];
  for (let size = 1; ; ) {
    const millisecondsPerStep = timeSteps(backend, stepCache, trial, data, size);
    const before = timings.at(-1);
    timings.push({ size, millisecondsPerStep });
    if (size >= largest || millisecondsPerStep > SLOWEST_STEP) return timings;
    if (before && millisecondsPerStep / size > (1 - WORTHWHILE) * (before.millisecondsPerStep / before.size))
      return timings;
    size = Math.min(largest, size * (millisecondsPerStep < SHORT_STEP ? 4 : 2));
  }
}

/** What XLA makes of packs of `size` trials like this one; null where the back end has none. */
export function timeLoop(
  backend: Backend,
  stepCache: StepCache,
  trial: TrialModel,
  data: DatasetTensors,
  size: number,
): LoopTiming | null {
  return withPack(backend, stepCache, trial, data, size, 'xla', (pack) => {
    if (pack.compiler !== 'xla') return null;
    const clock = clockFor(backend.description);
    const began = clock();
    read(pack.advance(1));
    const millisecondsToCompile = clock() - began;
    return { size, millisecondsToCompile, millisecondsPerStep: shortestStep(pack, clock) };
  });
}

function timeSteps(
  backend: Backend,
  stepCache: StepCache,
  trial: TrialModel,
  data: DatasetTensors,
  size: number,
): number {
  return withPack(backend, stepCache, trial, data, size, 'graph', (pack) => {
    for (let step = 0; step < STEPS_TO_WARM; step++) read(pack.advance(1));
    return shortestStep(pack, clockFor(backend.description));
  });
}

function withPack<Result>(
  backend: Backend,
  stepCache: StepCache,
  trial: TrialModel,
  data: DatasetTensors,
  size: number,
  compiler: StepCompiler,
  use: (pack: PackInTraining) => Result,
): Result {
  const members = Array.from({ length: size }, (_, seed) => ({
    ...trial,
    specification: { ...trial.specification, seed },
  }));
  const pack = openPack(backend, stepCache, members, data, compiler);
  try {
    return use(pack);
  } finally {
    pack.dispose();
  }
}

/** Milliseconds a step, the least of some samples: what else the machine does only adds. */
function shortestStep(pack: PackInTraining, clock: () => number): number {
  return Math.min(...Array.from({ length: SAMPLES }, () => sampleSteps(pack, clock)));
}

function sampleSteps(pack: PackInTraining, clock: () => number): number {
  const began = clock();
  for (let steps = pack.stepsAtOnce; ; steps += pack.stepsAtOnce) {
    read(pack.advance(pack.stepsAtOnce));
    const time = clock() - began;
    if (time >= MILLISECONDS_A_SAMPLE) return time / steps;
  }
}

/** Milliseconds: of the process's own work where one thread does it all, since on a busy machine long calls are interrupted more often. */
function clockFor({ device, threads }: BackendDescription): () => number {
  if (device !== 'cpu' || threads !== 1) return () => performance.now();
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

/** Reading waits for a device that runs behind. */
function read(objectives: tf.Tensor): void {
  objectives.dataSync();
  objectives.dispose();
}
