import type { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** Says once that the server is out of reach, and once that it is back. Commands wait meanwhile. */
export function tellTrouble(redis: Redis, address: RedisAddress, say: (line: string) => void): void {
  const server = address.url;
  let away = false;
  redis.on('close', () => {
    if (away) return;
    away = true;
    say(`Redis at ${server} is out of reach; waiting for it`);
  });
  redis.on('ready', () => {
    if (away) say(`Redis at ${server} is back`);
    away = false;
  });
}
