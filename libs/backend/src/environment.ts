import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const THREADS = 'TF_NUM_INTRAOP_THREADS';

let loadedWith: string | undefined;

export interface EnvironmentOptions {
  /** Threads of one native operation. */
  readonly threads: number;
  /** Where XLA keeps what it compiled, for later processes; nowhere by default, nor where it cannot be written. */
  readonly compileCache?: string;
}

/**
 * Sets how TensorFlow will run in this process: `threads` threads for an operation, and no start-up messages. TensorFlow reads the
 * process's own environment once, when it loads, so this comes first in the main thread, before loadBackend and before any worker
 * starts. In a worker thread process.env is a copy that TensorFlow never sees: there it only checks.
 * @throws Error in a worker whose process was not prepared so, and when TensorFlow has loaded with another number of threads.
 */
export function prepareEnvironment({ threads, compileCache }: EnvironmentOptions): void {
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new Error(`threads: expected a positive integer, received ${threads}.`);
  }
  const wanted = String(threads);
  if (!isMainThread) {
    if (process.env[THREADS] === wanted) return;
    throw new Error(
      `${THREADS}: expected ${wanted} in this worker's process, received ${process.env[THREADS] ?? 'nothing'}. ` +
        'Call prepareEnvironment in the main thread before starting workers.',
    );
  }
  if (loadedWith !== undefined && loadedWith !== wanted) {
    throw new Error(
      `${THREADS}: TensorFlow has loaded with ${loadedWith || 'the default'}, too late to change to ${wanted}. ` +
        'Call prepareEnvironment before loadBackend.',
    );
  }
  process.env[THREADS] = wanted;
  if (compileCache !== undefined && loadedWith === undefined) keepCompiled(compileCache);
  setDefaults();
}

/** Compiled code is for one kind of processor: each has its own folder, and a home directory may be shared. */
function keepCompiled(cache: string): void {
  const folder = join(cache, (cpus()[0]?.model ?? process.arch).replaceAll(/[^A-Za-z0-9]+/g, '-'));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return;
    throw error;
  }
  // Both names of the processor: the one decides whether to keep, the other is what is kept.
  const flags = { directory: folder, device_types: 'CPU,XLA_CPU_JIT' };
  process.env.TF_XLA_FLAGS ??= Object.entries(flags)
    .map(([flag, value]) => `--tf_xla_persistent_cache_${flag}=${value}`)
    .join(' ');
}

/** Threads one native operation may use in this process. */
export function nativeThreads(): number {
  const threads = Number(process.env[THREADS]);
  return Number.isSafeInteger(threads) && threads > 0 ? threads : availableParallelism();
}

/** Notes that TensorFlow loads now, with the environment as it is. */
export function sealEnvironment(): void {
  if (isMainThread) setDefaults();
  loadedWith ??= process.env[THREADS] ?? '';
}

/** What TensorFlow should find where the user has set nothing else. */
function setDefaults(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Without this a process takes all of a GPU's memory as it starts.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (process.env.COLLAPSE_BACKEND === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1';
}
