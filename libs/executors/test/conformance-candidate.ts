import type { Executor, RetryPolicy, RunnerModule } from '../src/index.ts';

/** An executor that is held to the contract. */
export interface Candidate {
  readonly name: string;
  readonly workers: number;
  /** Whether a trial can end or hang its worker without ending or hanging this process. */
  readonly isolates: boolean;
  /** Whether each worker is a process that can be killed alone. */
  readonly processes: boolean;
  /** Whether trials go on when their controller leaves, and wait for the next one. */
  readonly outlives: boolean;
  /** Whether workers write on disks of their own, so that a full one is theirs alone and ends no run. */
  readonly ownDisk?: boolean;
  /** Shorter than any test waits, longer than a worker takes to begin. */
  readonly stallMilliseconds: number;
  /** The file that exports this, as `candidate`: a controller that is to be killed runs in a process of its own. */
  readonly module: string;
  create(runner: RunnerModule, settings?: CandidateSettings): Promise<Executor>;
}

export interface CandidateSettings {
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
  /** Options of this executor alone. */
  readonly options?: Readonly<Record<string, unknown>>;
}
