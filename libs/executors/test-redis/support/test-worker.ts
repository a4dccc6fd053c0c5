import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerModule } from '../../src/contract/trial-runner.ts';
import { type RedisAddress, redisAddress, runRedisWorker } from '../../src/redis/index.ts';
import { dataDirectory } from '../../test/support/small-trials.ts';

export function addressOf(url: string): RedisAddress {
  return redisAddress({ url, passwordFile: null, caFile: null, environment: {}, field: 'url' });
}

export interface TestWorkerOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  readonly runner: RunnerModule;
  readonly cacheDirectory?: string;
  readonly lockMilliseconds?: number;
  readonly onLine?: (line: string) => void;
}

export interface TestWorker {
  /** Settles as the worker does. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A worker of two threads in this process, which stops at once. */
export function startWorker(options: TestWorkerOptions): TestWorker {
  const {
    address,
    prefix,
    runner,
    cacheDirectory = dataDirectory,
    lockMilliseconds,
    onLine = () => undefined,
  } = options;
  const end = new AbortController();
  const ended = runRedisWorker(
    {
      address,
      prefix,
      runner,
      code: null,
      anyVersion: false,
      workers: 2,
      threadsPerWorker: 1,
      cacheDirectory,
      scratchDirectory: join(tmpdir(), `redis-worker-${prefix}`),
      finishMilliseconds: 0,
      graceMilliseconds: 200,
      maxHeapMegabytes: 64,
      ...(lockMilliseconds === undefined ? {} : { lockMilliseconds }),
      onLine,
    },
    end.signal,
  );
  return {
    ended,
    async stop() {
      end.abort();
      await ended;
    },
  };
}
