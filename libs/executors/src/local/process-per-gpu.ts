import { cacheDirectory } from '@collapse/datasets';
import { dispatch } from '../contract/dispatch.ts';
import type { Executor } from '../contract/executor.ts';
import type { DataDirectories } from '../contract/remote-job.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../contract/retry-policy.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import { GpuProcess } from './gpu-process.ts';

export interface ProcessPerGpuOptions {
  readonly runner: RunnerModule;
  /** One process for each, named as CUDA_VISIBLE_DEVICES does: an index or a UUID. */
  readonly gpus: readonly string[];
  /** Threads of one native operation on the CPU. */
  readonly threadsPerWorker?: number;
  readonly data?: DataDirectories;
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
  /** How long a trial may take to stop by itself before its process is killed. */
  readonly graceMilliseconds?: number;
  /** Of a process's JavaScript heap; V8's own by default. */
  readonly maxHeapMegabytes?: number;
}

/** Runs trials in child processes of one GPU each, because TensorFlow takes hold of every GPU that its process sees. */
export function createProcessPerGpuExecutor(options: ProcessPerGpuOptions): Executor {
  const { runner, gpus, threadsPerWorker = 1, policy = DEFAULT_RETRY_POLICY, clock = Date.now } = options;
  const { data = { cacheDirectory: cacheDirectory() }, graceMilliseconds = 5000, maxHeapMegabytes } = options;
  const environment = { ...process.env, TF_NUM_INTRAOP_THREADS: String(threadsPerWorker) };
  const nodeOptions = maxHeapMegabytes === undefined ? [] : [`--max-old-space-size=${maxHeapMegabytes}`];
  const shared = { runner, data, environment, nodeOptions, graceMilliseconds };
  const processes = gpus.map((gpu) => new GpuProcess({ gpu, ...shared }));
  return {
    description: `one process a GPU, GPU${gpus.length === 1 ? '' : 's'} ${gpus.join(', ')}`,
    run: (groups, listener, signal) => dispatch(groups, { slots: processes, policy, clock, listener, signal }),
    async close() {
      await Promise.all(processes.map((process) => process.close()));
    },
  };
}
