import { cacheDirectory } from '@collapse/datasets/cache-directory';
import { z } from 'zod';
import type { ExecutorKind } from '../contract/executor-kind.ts';
import { eachAlone } from '../packs/pack-groups.ts';

const THREADS_PER_WORKER = 1;

export const local: ExecutorKind<Readonly<Record<string, never>>> = {
  name: 'local',
  summary: 'worker threads of this machine, or with --gpus one process a GPU',
  here: true,
  options: z.strictObject({}),
  async create(_, { runner, backend, gpus, packs, clock, ...context }) {
    if (gpus.length > 0) {
      const { createProcessPerGpuExecutor } = await import('../local/process-per-gpu.ts');
      return { executor: createProcessPerGpuExecutor({ runner, gpus, clock }), groupTrials: eachAlone };
    }
    const { createThreadPoolExecutor, defaultWorkers } = await import('../local/thread-pool.ts');
    const { planPacks } = await import('../packs/calibrate-packs.ts');
    const workers = context.workers ?? defaultWorkers(THREADS_PER_WORKER);
    return {
      executor: createThreadPoolExecutor({ runner, workers, threadsPerWorker: THREADS_PER_WORKER, clock }),
      groupTrials: packs
        ? (jobs, options) => planPacks(jobs, { backend, workers, cacheDirectory: cacheDirectory(), ...options })
        : eachAlone,
    };
  },
};
