import type { FailureReason } from '@collapse/trials';

interface EventBase {
  /** Integer milliseconds since 1970, fixed when it happened. */
  readonly timestamp: number;
}

interface TrialEvent extends EventBase {
  readonly trialId: string;
  /** From 1. */
  readonly attempt: number;
}

/** A command began to work on the study. */
export interface OpenedEvent extends EventBase {
  readonly kind: 'opened';
  readonly processId: number;
  readonly host: string;
  /** Trials of the grid, and how many of the study folder's were done by then. */
  readonly trials: number;
  readonly done: number;
}

export interface StartedEvent extends TrialEvent {
  readonly kind: 'started';
  /** Host, process and place in it, with a colon after the host. */
  readonly worker: string;
  /** The worker's log, where it writes one that others can read. */
  readonly log?: string;
}

/** An attempt failed and another follows. */
export interface RetryingEvent extends TrialEvent {
  readonly kind: 'retrying';
  readonly reason: FailureReason;
  readonly message: string;
}

/** The trial's folder is in trials/ with a result that is done. */
export interface FinishedEvent extends TrialEvent {
  readonly kind: 'finished';
  /** The study folder the result was taken over from; null where it was trained here. */
  readonly adoptedFrom: string | null;
}

/** The trial's folder is in trials/ with a failed result. */
export interface FailedEvent extends TrialEvent {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  readonly message: string;
}

/** The command ended by itself or by an interruption. After a kill there is none. */
export interface ClosedEvent extends EventBase {
  readonly kind: 'closed';
  readonly interrupted: boolean;
}

export type JournalEvent = OpenedEvent | StartedEvent | RetryingEvent | FinishedEvent | FailedEvent | ClosedEvent;
