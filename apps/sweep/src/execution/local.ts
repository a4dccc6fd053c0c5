import { cacheDirectory } from '@collapse/datasets';
import {
  createInProcessExecutor,
  createProcessPerGpuExecutor,
  createThreadPoolExecutor,
  defaultWorkers,
  planPacks,
  trainingRunner,
} from '@collapse/executors';
import { alone, type Execution, type ExecutorChoice, refuseOptionsFile } from './execution.ts';

const THREADS_PER_WORKER = 1;

/** Worker threads of this process, or one process a GPU. */
export function localExecution(choice: ExecutorChoice): Execution {
  refuseOptionsFile(choice);
  const { backend, gpus, packs } = choice;
  const runner = trainingRunner({ backend });
  if (gpus.length > 0) return { executor: createProcessPerGpuExecutor({ runner, gpus }), groupTrials: alone };
  const workers = choice.workers ?? defaultWorkers(THREADS_PER_WORKER);
  return {
    executor: createThreadPoolExecutor({ runner, workers, threadsPerWorker: THREADS_PER_WORKER }),
    groupTrials: packs
      ? (jobs, options) => planPacks(jobs, { backend, workers, cacheDirectory: cacheDirectory(), ...options })
      : alone,
  };
}

/** This process, one trial at a time, for debugging. */
export function inProcessExecution(choice: ExecutorChoice): Execution {
  refuseOptionsFile(choice);
  if (choice.gpus.length > 0) return localExecution(choice);
  return {
    executor: createInProcessExecutor({ runner: trainingRunner({ backend: choice.backend }) }),
    groupTrials: alone,
  };
}
