import type { LoopTiming, PackTiming } from '@collapse/training';
import type { StepCompiler } from '@collapse/trials';
import { choosePackSize, roundsOf } from './choose-pack-size.ts';

/** What a calibration found of a shape. */
export interface StepTimings {
  /** By TensorFlow's own kernels, from size 1 up. */
  readonly packs: readonly PackTiming[];
  /** By XLA, for one size; null where it was not tried, 'none' where there is no XLA. */
  readonly loop: LoopTiming | 'none' | null;
}

/** A grid's trials of one shape. */
export interface ShapeRun {
  readonly trials: number;
  readonly workers: number;
  readonly steps: number;
}

export const MAX_PACK_SIZE = 64;
/** Slower steps spend their time in large matrix products, which XLA does no faster. */
const MAX_STEP_MILLISECONDS = 5;
/** XLA takes about this long for one shape. */
const USUAL_MILLISECONDS_TO_COMPILE = 1500;

/**
 * The pack that XLA should be tried on, null where it could not save more in this run than trying it costs: of short steps it saves
 * what it takes to start their operations one by one, at most the time of a step of one trial.
 */
export function packToCompile(packs: readonly PackTiming[], { trials, workers, steps }: ShapeRun): number | null {
  const chosen = packs.find(({ size }) => size === choosePackSize(packs, trials, workers));
  if (!chosen || chosen.millisecondsPerStep > MAX_STEP_MILLISECONDS) return null;
  const size = evenSize(trials, workers, chosen.size);
  const alone = packs[0]?.millisecondsPerStep ?? 0;
  return roundsOf(trials, workers, size) * steps * alone > USUAL_MILLISECONDS_TO_COMPILE ? size : null;
}

/** The size of packs of at most `largest` trials that keep all workers busy to the end. */
export function evenSize(trials: number, workers: number, largest: number): number {
  const rounds = Math.ceil(trials / (workers * largest));
  return Math.max(1, Math.ceil(trials / (workers * rounds)));
}

/** XLA where the packs of a worker repay what compiling took. `run` is the whole grid's, so that a grid that goes on goes on alike. */
export function chooseCompiler({ packs, loop }: StepTimings, { trials, workers, steps }: ShapeRun): StepCompiler {
  if (loop === null || loop === 'none') return 'graph';
  const shortest = Math.min(...packs.map(({ size, millisecondsPerStep }) => millisecondsPerStep / size));
  const saved = roundsOf(trials, workers, loop.size) * steps * (loop.size * shortest - loop.millisecondsPerStep);
  return saved > loop.millisecondsToCompile ? 'xla' : 'graph';
}
