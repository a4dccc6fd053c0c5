/** Keeping checkpoints takes no more than this share of the time. */
const LARGEST_SHARE = 0.01;

/** Tells when it is time for a checkpoint. */
export interface CheckpointClock {
  isDue(): boolean;
  /** Keeps one; the next is due a while after. */
  time(keep: () => void): void;
}

/**
 * @param seconds from one checkpoint to the next; more where the last one took more than a hundredth of it
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
      due = ended + Math.max(seconds, (ended - began) / LARGEST_SHARE);
    },
  };
}
