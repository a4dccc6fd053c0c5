import type { Executor, TrialGroup, TrialJob } from '@collapse/executors';
import { UserError } from '@collapse/trials';
import type { ExecutorOptionsFile } from '../executor-options-file.ts';

export const EXECUTORS = ['local', 'in-process', 'slurm', 'redis'] as const;
export const BACKENDS = ['auto', 'native', 'wasm'] as const;

export type ExecutorName = (typeof EXECUTORS)[number];

/** What the command line says about where trials run. */
export interface ExecutorChoice {
  readonly executor: ExecutorName;
  readonly backend: (typeof BACKENDS)[number];
  /** Worker threads; as many as the machine has room for where it is null. */
  readonly workers: number | null;
  /** One process for each of these, where any are given. */
  readonly gpus: readonly string[];
  /** Whether trials of one shape train together where that is faster. */
  readonly packs: boolean;
  /** The file of --executor-options; null where none was given. Each executor checks its own. */
  readonly options: ExecutorOptionsFile | null;
}

/** Where trials run, and which of them together. */
export interface Execution {
  readonly executor: Executor;
  readonly groupTrials: (
    jobs: readonly TrialJob[],
    options: { readonly signal: AbortSignal; readonly onNotice: (line: string) => void },
  ) => Promise<readonly TrialGroup[]>;
}

/** Groups of one trial each. */
export const alone: Execution['groupTrials'] = async (jobs) => jobs.map((job) => [job]);

/** @throws UserError where options of this machine are given to an executor of others */
export function refuseLocalOptions({ executor, workers, gpus }: ExecutorChoice): void {
  const field = workers !== null ? '--workers' : gpus.length > 0 ? '--gpus' : null;
  if (field === null) return;
  throw new UserError({
    field,
    expected: 'an executor of this machine (local)',
    received: `--executor ${executor}`,
    remedy: 'Leave it out: how many run at once is set in the file of --executor-options.',
  });
}

/** @throws UserError where an options file is given to an executor that has none */
export function refuseOptionsFile({ executor, options }: ExecutorChoice): void {
  if (options === null) return;
  throw new UserError({
    field: '--executor-options',
    expected: `no file: the executor ${executor} has no options of its own`,
    received: options.source,
    remedy: 'Name the executor that the file is for with --executor, or leave it out.',
  });
}
