import type { Job } from 'bullmq';

/** A job's lock, renewed for as long as it is held. */
export interface HeldLock {
  /** Aborted when the job is no longer this worker's: the server was away for too long, and another may have it. */
  readonly lost: AbortSignal;
  release(): void;
}

const RENEWALS = 4;

/**
 * Renews a job's lock a few times in its life. A renewal that cannot be made in time is as good as a refusal: the server
 * forgets the lock without being asked.
 */
export function holdLock(job: Job, token: string, lockMilliseconds: number): HeldLock {
  const lost = new AbortController();
  let held = performance.now();
  let asking = false;
  const renew = async () => {
    if (performance.now() - held > lockMilliseconds) lost.abort();
    if (asking || lost.signal.aborted) return;
    asking = true;
    const asked = performance.now();
    try {
      if ((await job.extendLock(token, lockMilliseconds)) === 1) held = asked;
      else lost.abort();
    } catch (error) {
      // The connection was closed under the command; the time tells when it matters.
      if (!(error instanceof Error)) throw error;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void renew(), lockMilliseconds / RENEWALS);
  return { lost: lost.signal, release: () => clearInterval(timer) };
}
