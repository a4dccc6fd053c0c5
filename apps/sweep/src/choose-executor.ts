import { cacheDirectory } from '@collapse/datasets';
import {
  createInProcessExecutor,
  createProcessPerGpuExecutor,
  createThreadPoolExecutor,
  defaultWorkers,
  type Executor,
  planPacks,
  type TrialGroup,
  type TrialJob,
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
  /** Whether trials of one shape train together where that is faster. */
  readonly packs: boolean;
}

/** Where trials run, and which of them together. */
export interface Execution {
  readonly executor: Executor;
  readonly groupTrials: (
    jobs: readonly TrialJob[],
    options: { readonly signal: AbortSignal; readonly onNotice: (line: string) => void },
  ) => Promise<readonly TrialGroup[]>;
}

const THREADS_PER_WORKER = 1;

/** The place where trials run. Its workers start, and load a tensor library, with the first trial. */
export function chooseExecution(choice: ExecutorChoice): Execution {
  const { executor, backend, gpus, packs } = choice;
  const runner = trainingRunner({ backend });
  const alone: Execution['groupTrials'] = async (jobs) => jobs.map((job) => [job]);
  if (gpus.length > 0) return { executor: createProcessPerGpuExecutor({ runner, gpus }), groupTrials: alone };
  if (executor === 'in-process') return { executor: createInProcessExecutor({ runner }), groupTrials: alone };
  const workers = choice.workers ?? defaultWorkers(THREADS_PER_WORKER);
  return {
    executor: createThreadPoolExecutor({ runner, workers, threadsPerWorker: THREADS_PER_WORKER }),
    groupTrials: packs
      ? (jobs, options) => planPacks(jobs, { backend, workers, cacheDirectory: cacheDirectory(), ...options })
      : alone,
  };
}
