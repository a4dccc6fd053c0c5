import type { LoopTiming, PackTiming } from '@collapse/training';
import type { StepCompiler } from '@collapse/trials';
import { choosePackSize } from './choose-pack-size.ts';

/** What a calibration found of a shape. */
export interface StepTimings {
  /** By TensorFlow's own kernels, sizes 1, 2, 4, ... */
  readonly packs: readonly PackTiming[];
  /** By XLA, for one of these sizes; null where it was not tried, 'none' where there is no XLA. */
  readonly loop: LoopTiming | 'none' | null;
}

/** Trials of one shape that are to be done. */
export interface ShapeRun {
  readonly trials: number;
  readonly workers: number;
  readonly steps: number;
}

/** Slower steps spend their time in large matrix products, which XLA does no faster. */
const SLOWEST_STEP = 5;
/** XLA takes about this long for one shape. */
const USUAL_MILLISECONDS_TO_COMPILE = 1500;

/** The pack that XLA should be tried on: null where it could not save more in this run than trying it costs. */
export function packToCompile(packs: readonly PackTiming[], { trials, workers, steps }: ShapeRun): PackTiming | null {
  const chosen = choosePackSize(packs, trials, workers);
  const timing = packs.find(({ size }) => size === chosen);
  if (!timing || timing.millisecondsPerStep > SLOWEST_STEP) return null;
  const rounds = Math.ceil(Math.ceil(trials / chosen) / workers);
  return rounds * steps * timing.millisecondsPerStep > USUAL_MILLISECONDS_TO_COMPILE ? timing : null;
}

/**
 * XLA where one pack of `steps` steps repays what compiling took, by the timings alone: the trials that are left of a grid that goes on are
 * compiled as the first ones were.
 */
export function chooseCompiler({ packs, loop }: StepTimings, steps: number): StepCompiler {
  if (loop === null || loop === 'none') return 'graph';
  const graph = packs.find(({ size }) => size === loop.size);
  if (!graph) return 'graph';
  const saved = steps * (graph.millisecondsPerStep - loop.millisecondsPerStep);
  return saved > loop.millisecondsToCompile ? 'xla' : 'graph';
}
