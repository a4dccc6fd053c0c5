import type { Redis } from 'ioredis';
import type { RedisKeys } from './redis-keys.ts';
import { parseJson, type WorkerEntry, workerEntrySchema } from './redis-messages.ts';

/** How often a worker says that it is there. */
export const ENTRY_MILLISECONDS = 2000;
/** A worker not heard of for so long counts as gone. */
const GONE_MILLISECONDS = 10_000;

export async function writeWorkerEntry(
  redis: Redis,
  keys: RedisKeys,
  id: string,
  entry: Omit<WorkerEntry, 'seenAt'>,
): Promise<void> {
  const seenAt = await serverTime(redis);
  await redis.hset(keys.workers, id, JSON.stringify({ ...entry, seenAt } satisfies WorkerEntry));
}

export async function removeWorkerEntry(redis: Redis, keys: RedisKeys, id: string): Promise<void> {
  await redis.hdel(keys.workers, id);
}

/** The workers that are there. Entries of those that are gone are cleared away. */
export async function liveWorkers(redis: Redis, keys: RedisKeys): Promise<WorkerEntry[]> {
  const [now, entries] = await Promise.all([serverTime(redis), redis.hgetall(keys.workers)]);
  const live: WorkerEntry[] = [];
  for (const [id, text] of Object.entries(entries)) {
    const entry = parseJson(workerEntrySchema, text);
    if (entry !== null && now - entry.seenAt <= GONE_MILLISECONDS) live.push(entry);
    else await redis.hdel(keys.workers, id);
  }
  return live;
}

/** Integer milliseconds since 1970 by the server's clock. */
async function serverTime(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.trunc(Number(microseconds) / 1000);
}
