/** Of the time, where a checkpoint takes longer than that share of a minute. */
const LARGEST_SHARE = 0.01;
const MINUTE = 60;

/** Tells when it is time for a checkpoint. */
export interface CheckpointClock {
  isDue(): boolean;
  /** Keeps one; the next is due a while after. */
  time(keep: () => void): void;
}

/**
 * @param seconds from one checkpoint to the next; more where each takes so long that training would be held up
 * @param now seconds since whenever
 */
export function checkpointClock(seconds: number, now: () => number): CheckpointClock {
  let due = now() + seconds;
  return {
    isDue: () => now() >= due,
    time(keep) {
      const began = now();
      keep();
      const ended = now();
      const pause = (ended - began) / LARGEST_SHARE;
      due = ended + Math.max(seconds, pause > MINUTE ? pause : 0);
    },
  };
}
