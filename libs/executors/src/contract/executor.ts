import type { ComponentFile } from '@collapse/components';
import type { Dataset } from '@collapse/datasets';
import type { FailureReason, StepCompiler, Trial, TrialResult } from '@collapse/trials';

/** One trial to be done. */
export interface TrialJob {
  readonly trial: Trial;
  /** The number of the first attempt, higher than that of any earlier one at this trial; retries count on from it. */
  readonly attempt: number;
  readonly studyDirectory: string;
  readonly dataset: Dataset;
  /** What runs its steps, the same for all of a group; TensorFlow's own kernels by default. */
  readonly compiler?: StepCompiler;
  /** Files of the grid's components from outside, which the worker loads by path, and refuses with another hash. */
  readonly components?: readonly ComponentFile[];
}

/** Trials of one shape that train together as a pack on one worker; one alone is a group too. No trial is in a group twice. */
export type TrialGroup = readonly TrialJob[];

interface EventBase {
  /** Integer milliseconds since 1970, fixed where it happened. */
  readonly timestamp: number;
}

interface TrialEvent extends EventBase {
  readonly trialId: string;
  readonly attempt: number;
}

export type ExecutorEvent =
  | (TrialEvent & {
      readonly kind: 'started';
      /** Host, process and place in it, see hostOf. */
      readonly worker: string;
      readonly host: string;
      /** The worker's log, where it writes one that others can read. */
      readonly log: string | null;
    })
  | (TrialEvent & { readonly kind: 'progress'; readonly step: number; readonly steps: number })
  /** The attempt failed and another follows. */
  | (TrialEvent & { readonly kind: 'retrying'; readonly reason: FailureReason; readonly message: string })
  /** The study folder holds the trial's result, done or failed, as given here. `attempt` is the result's. */
  | (TrialEvent & { readonly kind: 'finished'; readonly result: TrialResult })
  /** What a worker wants the user to know; each line once. */
  | (EventBase & { readonly kind: 'notice'; readonly line: string });

/**
 * A place where trials run. What every executor promises, and test/conformance.ts holds each to:
 *
 * - Each job ends with one `finished` event, in any order, whose result is the one in the study folder: a trial runs at
 *   least once and counts once. A trial that the folder has as done is not run again; of two copies that run at once the
 *   later result is thrown away. Copies are told apart by their attempt, never by a clock: those of hosts may differ.
 * - A trial that throws, or takes its worker with it, is tried again, as the retry policy says, and then is a failed
 *   result with the reason; a trial that diverged is not tried again. Other trials go on: those of its group are tried
 *   again each alone. A worker that says nothing for the policy's `stallMilliseconds` is ended and counts as dead.
 * - `run` resolves when all jobs have ended, or soon after `signal` is aborted: running trials then stop at their next
 *   step and are left without a result, to be run again another time. Where the executor has `outliving` they go on.
 * - `run` rejects where going on is pointless: the study folder cannot be written (StorageError), or the listener threw.
 * - The listener is called in this process, one event at a time; of one trial `started` comes before `finished`.
 * - All it knows it takes from the jobs and the study folder: after a kill, the same jobs submitted again do the rest.
 */
export interface Executor {
  /** For the plan, such as "2 worker threads, 1 native thread each". */
  readonly description: string;
  run(groups: readonly TrialGroup[], listener: (event: ExecutorEvent) => void, signal: AbortSignal): Promise<void>;
  /**
   * Starts the workers that so many trials will need, and returns at once; each line of theirs is given once. What goes wrong
   * with one is told when it gets a trial.
   */
  readonly prepare?: (trials: number, onNotice: (line: string) => void) => void;
  /** Ends the workers. Call it once no `run` is under way. */
  close(): Promise<void>;
  /** Where trials go on without the controller: an abort, or a kill, leaves them, and the next `run` takes them up. */
  readonly outliving?: OutlivingWork;
}

/** A trial that waits for a machine, or runs on one. */
export interface TrialUnderWay {
  readonly trialId: string;
  /** null while it waits. */
  readonly host: string | null;
  /** Steps done. */
  readonly step: number;
  /** The worker's log, in the study folder. */
  readonly log: string;
}

/** Trials under way on other machines, as the study folder alone tells of them. */
export interface OutlivingWork {
  /** Ids of trials that may be under way: their attempts in the study folder must be left alone. */
  underWay(studyDirectory: string): ReadonlySet<string>;
  /** The same, with how far each is. */
  trials(studyDirectory: string): TrialUnderWay[];
  /** Ends them. Those that were not done are left without a result. @returns what was done, for the user */
  cancel(studyDirectory: string): Promise<string>;
}
