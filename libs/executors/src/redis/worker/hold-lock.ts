import type { Redis } from 'ioredis';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import { refusalOf } from '../server/redis-replies.ts';
import type { TakenJob } from './study-queues.ts';

/** A job's lock, renewed for as long as it is held. */
export interface HeldLock {
  /** Aborted when the job is no longer this worker's: the server was away for too long, and another may have it. */
  readonly lost: AbortSignal;
  release(): void;
}

const RENEWALS = 4;
const LATER_END = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/**
 * Renews a job's lock a few times in its life. A renewal that cannot be made in time is as good as a refusal: the server
 * forgets the lock without being asked.
 */
export function holdLock(
  { job, token, queue }: TakenJob,
  redis: Redis,
  keys: RedisKeys,
  lockMilliseconds: number,
): HeldLock {
  const lost = new AbortController();
  let held = performance.now();
  let asking = false;
  const extend = async () => {
    try {
      return await job.extendLock(token, lockMilliseconds);
    } catch (error) {
      if (refusalOf(error) !== 'OOM') throw error;
      // BullMQ writes the lock anew, for which a full server has no room; a later end of it takes none.
      return redis.eval(LATER_END, 1, keys.lock(queue, job.id ?? ''), token, lockMilliseconds);
    }
  };
  const renew = async () => {
    if (performance.now() - held > lockMilliseconds) lost.abort();
    if (asking || lost.signal.aborted) return;
    asking = true;
    const asked = performance.now();
    try {
      if ((await extend()) === 1) held = asked;
      else lost.abort();
    } catch (error) {
      // The connection was closed under the command, or the server refuses writes; the time tells when it matters.
      if (!(error instanceof Error)) throw error;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void renew(), lockMilliseconds / RENEWALS);
  return { lost: lost.signal, release: () => clearInterval(timer) };
}
