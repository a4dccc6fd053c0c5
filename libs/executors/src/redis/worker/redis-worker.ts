import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComponentsFolder } from '@collapse/components';
import type { CodeVersion } from '@collapse/study';
import type { Redis } from 'ioredis';
import type { RunnerModule } from '../../contract/trial-runner.ts';
import { openThreadPool } from '../../local/thread-pool.ts';
import { redisKeys } from '../protocol/redis-keys.ts';
import { ENTRY_MILLISECONDS, removeWorkerEntry, writeWorkerEntry } from '../protocol/worker-entries.ts';
import type { RedisAddress } from '../server/redis-address.ts';
import { openConnection } from '../server/redis-connection.ts';
import { explainReply } from '../server/redis-replies.ts';
import { RefusingServer } from '../server/refusing-server.ts';
import { tellTrouble } from '../server/tell-trouble.ts';
import { type JobEnd, type RunJobOptions, runJob } from './run-job.ts';
import { StudyQueues, type TakenJob } from './study-queues.ts';
import { workerDatasets } from './worker-datasets.ts';

export interface RedisWorkerOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  readonly runner: RunnerModule;
  /** Groups at a time, each in a thread of its own, so that this process can always say that it is alive. */
  readonly workers: number;
  readonly threadsPerWorker: number;
  /** Of this checkout; jobs of another are left to others. */
  readonly code: CodeVersion | null;
  readonly anyVersion: boolean;
  /** Where components from outside may be loaded from; nowhere where it is left out. */
  readonly components?: ComponentsFolder | null;
  /** Keeps data sets for the next time. */
  readonly cacheDirectory: string;
  /** For what trials write until it is sent. */
  readonly scratchDirectory: string;
  /** How long running trials may take to finish once the worker is to stop; then they are given back. */
  readonly finishMilliseconds: number;
  readonly onLine: (line: string) => void;
  /** A job whose worker is not heard of for so long is another's. */
  readonly lockMilliseconds?: number;
  /** How often lost jobs are looked for. */
  readonly stalledMilliseconds?: number;
  /** How long a trial may take to stop by itself before its thread is ended. */
  readonly graceMilliseconds?: number;
  readonly maxHeapMegabytes?: number;
  readonly clock?: () => number;
  readonly randomId?: () => string;
}

const IDLE_MILLISECONDS = 250;
/** How long a controller may take to send a data set. */
const DATA_TIMEOUT_MILLISECONDS = 5 * 60_000;
/** Closing must not wait for a server that is away. */
const CLOSE_TIMEOUT_MILLISECONDS = 3000;

/**
 * Runs trials of whatever studies are in Redis until `signal` is aborted; then it finishes what runs, or gives it back.
 * Killed, it loses what it was running to other workers after a few seconds.
 * @throws StorageError where this machine's disk is full or not writable
 * @throws UserError where keys under the prefix hold something else
 */
export async function runRedisWorker(options: RedisWorkerOptions, signal: AbortSignal): Promise<void> {
  const { address, prefix, workers, lockMilliseconds = 5000, stalledMilliseconds = 1000 } = options;
  const {
    components = null,
    onLine,
    clock = Date.now,
    randomId = () => crypto.randomUUID(),
    finishMilliseconds,
  } = options;
  const keys = redisKeys(prefix);
  const connections: Redis[] = [];
  const connect = () => {
    const connection = openConnection(address, () => undefined);
    connections.push(connection);
    return connection;
  };
  const redis = connect();
  tellTrouble(redis, address, onLine);
  const server = new RefusingServer(address, onLine);
  const end = new AbortController();
  const giveBack = new AbortController();
  const pool = openThreadPool(options);
  const name = `${hostname()}:${process.pid}`;
  const queues = new StudyQueues({
    ...options,
    components,
    redis,
    keys,
    connect,
    name,
    lockMilliseconds,
    stalledMilliseconds,
    server,
  });
  const context: RunJobOptions = {
    ...options,
    components,
    redis,
    keys,
    slot: pool.slot,
    datasets: workerDatasets({
      redis,
      keys,
      cacheDirectory: options.cacheDirectory,
      onNotice: onLine,
      server,
      signal: giveBack.signal,
      timeoutMilliseconds: DATA_TIMEOUT_MILLISECONDS,
    }),
    server,
    worker: name,
    lockMilliseconds,
    giveBack: giveBack.signal,
    randomId,
    clock,
  };
  const id = randomId();
  let running = 0;

  async function beSeen(): Promise<void> {
    while (!end.signal.aborted) {
      const entry = { name, slots: workers, running, refusals: queues.refusals };
      await server.ifAccepted(() => writeWorkerEntry(redis, keys, id, entry));
      await pause(ENTRY_MILLISECONDS, end.signal);
    }
  }

  async function lane(): Promise<void> {
    while (!end.signal.aborted) {
      const taken = await server.ifAccepted(() => queues.take());
      if (taken === null) {
        await pause(IDLE_MILLISECONDS, end.signal);
        continue;
      }
      running += 1;
      const started = performance.now();
      onLine(endText('started', taken, null));
      const how = await runJob(taken, context);
      onLine(endText(how, taken, (performance.now() - started) / 1000));
      running -= 1;
    }
  }

  const forward = () => end.abort();
  signal.addEventListener('abort', forward, { once: true });
  if (signal.aborted) end.abort();
  const loops = [beSeen(), ...Array.from({ length: workers }, lane)];
  try {
    await Promise.race([Promise.all(loops), aborted(end.signal)]);
    await within(finishMilliseconds, Promise.all(loops));
  } catch (error) {
    throw explainReply(error, address, prefix);
  } finally {
    end.abort();
    giveBack.abort();
    await within(CLOSE_TIMEOUT_MILLISECONDS + (options.graceMilliseconds ?? 5000), Promise.allSettled(loops));
    await within(
      CLOSE_TIMEOUT_MILLISECONDS,
      Promise.allSettled([queues.close(), removeWorkerEntry(redis, keys, id), pool.close()]),
    );
    for (const connection of connections) connection.disconnect();
    signal.removeEventListener('abort', forward);
  }
}

function endText(how: JobEnd | 'started', { job, queue }: TakenJob, seconds: number | null): string {
  const trials = Array.isArray(job.data?.trials) ? job.data.trials.length : 0;
  const what = trials > 1 ? `${trials} trials (${job.id})` : `trial ${job.id}`;
  return `${how.padEnd(10)} ${what} of ${queue}${seconds === null ? '' : `, ${seconds.toFixed(1)} s`}`;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

/** Waits for something, but no longer. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work.finally(() => timer.abort()), pause(milliseconds, timer.signal)]);
}
