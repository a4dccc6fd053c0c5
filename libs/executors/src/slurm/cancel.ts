import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchFiles, readJobId, readTasks, settle, withdraw } from './batch.ts';
import { isLive } from './queue-listing.ts';
import type { SlurmCommands } from './slurm-commands.ts';

const LOOK_MILLISECONDS = 250;
const WAIT_MILLISECONDS = 60_000;

export interface Cancelled {
  /** Tasks that waited or ran, and are ended. */
  readonly tasks: number;
  /** Tasks that Slurm has been told to end and that are still there. */
  readonly left: number;
}

/** Ends all tasks of batches, waits until they are gone, and settles the batches. */
export async function cancelBatches(batches: readonly BatchFiles[], commands: SlurmCommands): Promise<Cancelled> {
  // First of all: one whose submission is still under way does nothing when it begins.
  for (const files of batches) withdraw(files);
  const names = batches.map(({ name }) => name);
  const living = async () => {
    const { arrays, damaged } = await commands.queue(names);
    const whole = Array.from(arrays.values(), ({ jobId, tasks }) => {
      return { jobId, live: Array.from(tasks.values()).filter(({ state }) => isLive(state)).length };
    });
    // Not known to have ended.
    const unclear = damaged.map(({ jobId, indices }) => ({ jobId, live: indices?.size || 1 }));
    return [...whole, ...unclear].filter(({ live }) => live > 0);
  };
  const count = (arrays: Awaited<ReturnType<typeof living>>) => arrays.reduce((sum, { live }) => sum + live, 0);
  const before = await living();
  const known = batches.map(readJobId).filter((id) => id !== null);
  await commands.cancel([...new Set([...known, ...before.map(({ jobId }) => jobId)])].filter((id) => id !== null));
  let left = count(await living());
  for (const until = performance.now() + WAIT_MILLISECONDS; left > 0 && performance.now() < until; ) {
    await sleep(LOOK_MILLISECONDS);
    left = count(await living());
  }
  if (left === 0) for (const files of batches) settle(files, new Set(readTasks(files).keys()));
  return { tasks: count(before) - left, left };
}
