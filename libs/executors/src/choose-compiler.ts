import type { LoopTiming, PackTiming } from '@collapse/training';
import type { StepCompiler } from '@collapse/trials';
import { choosePackSize } from './choose-pack-size.ts';

/** What a calibration found of a shape. */
export interface StepTimings {
  /** By TensorFlow's own kernels, sizes 1, 2, 4, ... */
  readonly packs: readonly PackTiming[];
  /** By XLA, for one size; null where it was not tried, 'none' where there is no XLA. */
  readonly loop: LoopTiming | 'none' | null;
}

/** Trials of one shape that are to be done. */
export interface ShapeRun {
  readonly trials: number;
  readonly workers: number;
  readonly steps: number;
}

export const LARGEST_PACK = 64;
/** Slower steps spend their time in large matrix products, which XLA does no faster. */
const SLOWEST_STEP = 5;
/** XLA takes about this long for one shape. */
const USUAL_MILLISECONDS_TO_COMPILE = 1500;

/**
 * The pack that XLA should be tried on, null where it could not save more in this run than trying it costs. What is slow about
 * short steps is that their operations are started one by one; XLA does without, so that larger packs than TensorFlow's best
 * lose nothing, and fewer have to be trained.
 */
export function packToCompile(packs: readonly PackTiming[], { trials, workers, steps }: ShapeRun): number | null {
  const chosen = packs.find(({ size }) => size === choosePackSize(packs, trials, workers));
  if (!chosen || chosen.millisecondsPerStep > SLOWEST_STEP) return null;
  const millisecondsPerTrial = chosen.millisecondsPerStep / chosen.size;
  let largest = chosen.size;
  while (2 * largest <= LARGEST_PACK && 2 * largest * millisecondsPerTrial <= SLOWEST_STEP) largest *= 2;
  const size = evenSize(trials, workers, largest);
  const rounds = Math.ceil(Math.ceil(trials / size) / workers);
  return rounds * steps * size * millisecondsPerTrial > USUAL_MILLISECONDS_TO_COMPILE ? size : null;
}

/** The size of packs of at most `largest` trials that keep all workers busy to the end. */
export function evenSize(trials: number, workers: number, largest: number): number {
  const rounds = Math.ceil(trials / (workers * largest));
  return Math.max(1, Math.ceil(trials / (workers * rounds)));
}

/**
 * XLA where one pack of `steps` steps repays what compiling took, by the timings alone: the trials that are left of a grid that goes on are
 * compiled as the first ones were.
 */
export function chooseCompiler({ packs, loop }: StepTimings, steps: number): StepCompiler {
  if (loop === null || loop === 'none') return 'graph';
  const shortest = Math.min(...packs.map(({ size, millisecondsPerStep }) => millisecondsPerStep / size));
  const saved = steps * (loop.size * shortest - loop.millisecondsPerStep);
  return saved > loop.millisecondsToCompile ? 'xla' : 'graph';
}
