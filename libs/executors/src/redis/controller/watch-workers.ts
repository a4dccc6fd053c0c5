import type { Redis } from 'ioredis';
import { COMPONENT_REMEDY } from '../protocol/component-agreement.ts';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import { liveWorkers } from '../protocol/worker-entries.ts';

const SAID_AFTER_MILLISECONDS = 10_000;

/** Tells the user of workers that are missing or refuse: to be called every second or so. */
export function watchWorkers(options: {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: string;
  /** The command that starts a worker. */
  readonly command: string;
  readonly onNotice: (line: string) => void;
}): () => Promise<void> {
  const { redis, keys, queue, command, onNotice } = options;
  const refused = new Set<string>();
  let aloneSince: number | null = performance.now();
  let said = false;
  return async () => {
    const workers = await liveWorkers(redis, keys);
    for (const { name, refusals } of workers) {
      const reason = refusals[queue];
      if (reason === undefined || refused.has(name)) continue;
      refused.add(name);
      onNotice(
        `Worker ${name} takes none of these trials: ${reason}. ` +
          (reason.includes('components from outside')
            ? COMPONENT_REMEDY
            : 'Bring both to the same commit, or start the worker with --any-version.'),
      );
    }
    if (workers.some(({ refusals }) => refusals[queue] === undefined)) {
      aloneSince = null;
      if (said) onNotice('A worker is connected.');
      said = false;
      return;
    }
    aloneSince ??= performance.now();
    if (said || performance.now() - aloneSince < SAID_AFTER_MILLISECONDS) return;
    said = true;
    onNotice(`No worker is connected that takes these trials. Waiting for one: ${command}`);
  };
}
