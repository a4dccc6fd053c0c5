import {
  createInProcessExecutor,
  createProcessPerGpuExecutor,
  createThreadPoolExecutor,
  type Executor,
  trainingRunner,
} from '@collapse/executors';

export const EXECUTORS = ['local', 'in-process'] as const;
export const BACKENDS = ['auto', 'native', 'wasm'] as const;

export interface ExecutorChoice {
  readonly executor: (typeof EXECUTORS)[number];
  readonly backend: (typeof BACKENDS)[number];
  /** Worker threads; as many as the machine has room for where it is null. */
  readonly workers: number | null;
  /** One process for each of these, where any are given. */
  readonly gpus: readonly string[];
}

/** The place where trials run. Its workers start, and load a tensor library, with the first trial. */
export function chooseExecutor(choice: ExecutorChoice): Executor {
  const { executor, backend, workers, gpus } = choice;
  const runner = trainingRunner({ backend });
  if (gpus.length > 0) return createProcessPerGpuExecutor({ runner, gpus });
  if (executor === 'in-process') return createInProcessExecutor({ runner });
  return createThreadPoolExecutor({ runner, ...(workers === null ? {} : { workers }) });
}
