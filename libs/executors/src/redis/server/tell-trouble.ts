import type { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** Says once that the server is out of reach, and once that it is back. Commands wait meanwhile. */
export function tellTrouble(redis: Redis, { url }: RedisAddress, say: (line: string) => void): void {
  let away = false;
  redis.on('reconnecting', () => {
    if (!away) say(`Redis at ${url} is out of reach; waiting for it`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) say(`Redis at ${url} is back`);
    away = false;
  });
}
