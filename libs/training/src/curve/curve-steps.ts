/*
 * The steps at which a training curve has a point. `auto` puts 40 equal parts before the last tenth of the training and 8
 * into it, so that what the end of a curve says of its slope rests on 9 points, whatever the number of steps.
 */

const PARTS_BEFORE = 40;
const PARTS_OF_LAST_TENTH = 8;
/** Of `auto`, that of step 0 included; fewer where there are fewer steps. */
export const MOST_POINTS = 1 + PARTS_BEFORE + PARTS_OF_LAST_TENTH;

/** The first step of the last tenth of a training: the least integer of at least 0.9 `steps`. */
export function lastTenth(steps: number): number {
  return steps - Math.floor(steps / 10);
}

/**
 * The first step after `done` at which the training curve has a point: every `logEvery`, and the last. Every curve has step
 * 0 too. `auto` has every step where the parts are no longer than one.
 */
export function nextLogged(done: number, steps: number, logEvery: number | 'auto'): number {
  if (logEvery !== 'auto') return Math.min(steps, logEvery * (Math.floor(done / logEvery) + 1));
  const start = lastTenth(steps);
  return done < start
    ? endOfPart(done, start, PARTS_BEFORE)
    : start + endOfPart(done - start, steps - start, PARTS_OF_LAST_TENTH);
}

/** Of `parts` equal parts of 0 to `length`, the end of the one that `done` begins or lies in, rounded up. */
function endOfPart(done: number, length: number, parts: number): number {
  const part = Math.floor((done * parts) / length) + 1;
  return Math.ceil((part * length) / parts);
}

/** The most steps from one point of the curve to the next, at least 1. */
export function longestInterval(steps: number, logEvery: number | 'auto'): number {
  if (logEvery !== 'auto') return Math.max(1, Math.min(steps, logEvery));
  const start = lastTenth(steps);
  return Math.max(1, Math.ceil(start / PARTS_BEFORE), Math.ceil((steps - start) / PARTS_OF_LAST_TENTH));
}
