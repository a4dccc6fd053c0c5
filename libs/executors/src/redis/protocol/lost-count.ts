import type { Job } from 'bullmq';

/** A job whose workers were lost so often is failed, and the controller decides. BullMQ's default of 1 gives up too early. */
export const MAX_STALLS = 3;

/** How often a job was lost with its worker, each time an attempt. It is a number in Redis: what cannot be is none. */
export function lostCount({ stalledCounter }: Job): number {
  return Number.isSafeInteger(stalledCounter) && stalledCounter >= 0 && stalledCounter <= MAX_STALLS + 1
    ? stalledCounter
    : 0;
}

/** Why BullMQ gave a job up, in our words. */
export function lostText(job: Job): string {
  const { failedReason } = job;
  return lostCount(job) > 0
    ? `its worker was lost ${lostCount(job)} times, the last without another to take over`
    : `the job ended without an outcome${failedReason ? ` (${failedReason})` : ''}`;
}
