import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { prepareEnvironment } from '@collapse/backend/environment';
import { cacheDirectory } from '@collapse/datasets';
import { messageOf } from '@collapse/trials';
import { Piscina } from 'piscina';
import { dispatch, type Slot } from '../contract/dispatch.ts';
import type { Executor } from '../contract/executor.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy, WorkerDeath } from '../contract/retry-policy.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';
import type { ThreadTask } from './thread-worker.ts';

export interface ThreadPoolOptions {
  readonly runner: RunnerModule;
  /** As many as the machine has room for by default. */
  readonly workers?: number;
  /** Threads of one native operation. */
  readonly threadsPerWorker?: number;
  /** Where compiled steps are kept for later processes; in the user's cache by default. */
  readonly compileCache?: string;
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
  /** How long a trial may take to stop by itself before its thread is ended. */
  readonly graceMilliseconds?: number;
  /** Of a worker's JavaScript heap; V8's own by default. */
  readonly maxHeapMegabytes?: number;
}

/** Worker threads that this machine has room for, at least one. */
export function defaultWorkers(threadsPerWorker: number): number {
  return Math.max(1, Math.floor(availableParallelism() / threadsPerWorker));
}

/** Worker threads behind one slot, which takes as many groups at a time as there are threads. */
export interface ThreadPool {
  readonly slot: Slot;
  close(): Promise<void>;
}

/**
 * Runs trials in worker threads of this process. Sets how many native threads TensorFlow uses in it.
 * @throws Error where TensorFlow has been loaded with another number of threads before
 */
export function createThreadPoolExecutor(options: ThreadPoolOptions): Executor {
  const { threadsPerWorker = 1, policy = DEFAULT_RETRY_POLICY, clock = Date.now } = options;
  const { workers = defaultWorkers(threadsPerWorker) } = options;
  const { slot, close } = openThreadPool({ ...options, workers, threadsPerWorker });
  let prepared: Promise<unknown> = Promise.resolve();
  return {
    description: threadsText(workers, threadsPerWorker),
    async run(groups, listener, signal) {
      // Else a group would start another thread while those that were prepared are busy with themselves.
      await prepared;
      await dispatch(groups, { slots: Array.from({ length: workers }, () => slot), policy, clock, listener, signal });
    },
    prepare(trials, onNotice) {
      const told = new Set<string>();
      const report = (message: WorkerMessage) => {
        if (message.kind !== 'notice' || told.has(message.line)) return;
        told.add(message.line);
        onNotice(message.line);
      };
      prepared = Promise.all(Array.from({ length: Math.min(workers, trials) }, () => prepareThread(slot, report)));
    },
    async close() {
      // A thread that is ended while it loads TensorFlow takes the process with it.
      await prepared;
      await close();
    },
  };
}

/** A group without trials loads the back end. A thread that dies of it dies again, and is reported, with its first trial. */
async function prepareThread(slot: Slot, report: (message: WorkerMessage) => void): Promise<void> {
  try {
    await slot.run([], report, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof WorkerDeath)) throw error;
  }
}

/** `2 worker threads, 1 native thread each`. */
export function threadsText(workers: number, threadsPerWorker: number): string {
  const words = (count: number, what: string) => `${count} ${what} thread${count === 1 ? '' : 's'}`;
  return `${words(workers, 'worker')}, ${words(threadsPerWorker, 'native')} each`;
}

type PoolOptions = Omit<ThreadPoolOptions, 'policy' | 'clock'> & { workers: number; threadsPerWorker: number };

/** The threads themselves, which start with the first group. See createThreadPoolExecutor. */
export function openThreadPool(options: PoolOptions): ThreadPool {
  const { runner, workers, threadsPerWorker, graceMilliseconds = 5000, maxHeapMegabytes } = options;
  const { compileCache = join(cacheDirectory(), 'compiled-steps') } = options;
  prepareEnvironment({ threads: threadsPerWorker, compileCache });
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./thread-worker.ts', import.meta.url)),
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    // Trials last long and exchange messages: a worker must not block its event loop to wait for the next.
    atomics: 'disabled',
    recordTiming: false,
    // A large young generation makes each worker's memory creep up by tens of megabytes, at no gain in speed.
    resourceLimits: {
      maxYoungGenerationSizeMb: 4,
      ...(maxHeapMegabytes === undefined ? {} : { maxOldGenerationSizeMb: maxHeapMegabytes }),
    },
  });
  // A thread that could not start fails no task of its own: the tasks that wait for one are told.
  const waiting = new Set<AbortController>();
  pool.on('error', (error: unknown) => {
    for (const end of waiting) end.abort(error);
  });
  const slot: Slot = {
    async run(group, report, signal) {
      const { port1, port2 } = new MessageChannel();
      const end = new AbortController();
      waiting.add(end);
      let timer: NodeJS.Timeout | undefined;
      const cancel = () => {
        port1.postMessage('stop');
        timer = setTimeout(() => end.abort(), graceMilliseconds);
      };
      signal.addEventListener('abort', cancel, { once: true });
      port1.on('message', (message: WorkerMessage) => {
        waiting.delete(end);
        report(message);
      });
      const task: ThreadTask = { group, runner, port: port2 };
      try {
        await pool.run(task, { transferList: [port2], signal: end.signal });
        drain(port1, report);
      } catch (error) {
        drain(port1, report);
        // The task itself never rejects: whatever arrives here ended the thread.
        if (!signal.aborted) throw new WorkerDeath(messageOf(error), { cause: error });
      } finally {
        waiting.delete(end);
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        port1.close();
      }
    },
  };
  return { slot, close: () => pool.destroy() };
}

/** What a thread sent before it was done or died, and that the event loop has not delivered yet. */
function drain(port: MessagePort, report: (message: WorkerMessage) => void): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    report(next.message);
}
