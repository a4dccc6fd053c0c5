import type { PackTiming } from '@collapse/training';

/** Sizes whose times differ by less are as good as each other. */
const AS_GOOD = 0.05;

/**
 * How many trials to pack so that `trials` of them are done soonest by `workers` at a time. Of sizes that are about as
 * good the smaller one: it shows progress, and fails, in smaller pieces.
 */
export function choosePackSize(timings: readonly PackTiming[], trials: number, workers: number): number {
  const estimates = timings.map(({ size, millisecondsPerStep }) => {
    return { size, time: roundsOf(trials, workers, size) * millisecondsPerStep };
  });
  const best = Math.min(...estimates.map(({ time }) => time));
  return estimates.find(({ time }) => time <= best * (1 + AS_GOOD))?.size ?? 1;
}

/** How many packs of `size` one worker trains after another. */
export function roundsOf(trials: number, workers: number, size: number): number {
  return Math.ceil(Math.ceil(trials / size) / workers);
}
