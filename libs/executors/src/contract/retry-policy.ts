import type { FailureReason } from '@collapse/trials';
import type { ErrorDescription } from './worker-message.ts';

export interface RetryPolicy {
  /** How often a trial is tried again after its first failure. */
  readonly retries: number;
  /** A worker that has begun a group and says nothing for so long is ended; it may take any time where this is missing. */
  readonly stallMilliseconds?: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { retries: 2 };

/** Why an attempt failed. */
export interface Failure {
  readonly reason: FailureReason;
  readonly message: string;
  /** False where another attempt would end the same way: divergence repeats with the seed, bad input stays bad. */
  readonly retriable: boolean;
}

/** A worker that ended while it had work: it exited, was killed, or ran out of memory. */
export class WorkerDeath extends Error {
  override readonly name: string = 'WorkerDeath';
  /** null where only the message can tell. */
  readonly reason: FailureReason | null;

  constructor(message: string, { reason = null, ...options }: ErrorOptions & { reason?: FailureReason | null } = {}) {
    super(message, options);
    this.reason = reason;
  }
}

/** A group that its worker never began, through no fault of its own: it goes back to the queue, and nothing is counted. */
export class GroupNotBegun extends Error {
  override readonly name = 'GroupNotBegun';
}

export function failureOfError(error: ErrorDescription): Failure {
  const reason =
    error.name === 'DivergedError' ? 'diverged' : speaksOfMemory(error.message) ? 'out-of-memory' : 'error';
  const retriable = reason !== 'diverged' && error.name !== 'UserError';
  return { reason, message: `${error.name}: ${error.message}`, retriable };
}

export function failureOfDeath(death: WorkerDeath): Failure {
  const reason = death.reason ?? (speaksOfMemory(death.message) ? 'out-of-memory' : 'worker-died');
  return { reason, message: death.message, retriable: true };
}

/** @param retried how often the trial has been tried again before */
export function isRetried(failure: Failure, retried: number, policy: RetryPolicy): boolean {
  return failure.retriable && retried < policy.retries;
}

/** V8, TensorFlow, CUDA and the C++ library, in the words each has for it. */
function speaksOfMemory(message: string): boolean {
  return /out.of.memory|memory limit|allocation failed|OOM when|bad_alloc|cannot allocate memory/i.test(message);
}
