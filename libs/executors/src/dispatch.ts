import { readResult, recordFailure, StorageError, studyPaths } from '@collapse/study';
import type { FailedResult, TrialResult } from '@collapse/trials';
import type { ExecutorEvent, TrialGroup, TrialJob } from './executor.ts';
import {
  type Failure,
  failureOfDeath,
  failureOfError,
  isRetried,
  type RetryPolicy,
  WorkerDeath,
} from './retry-policy.ts';
import type { WorkerMessage } from './worker-message.ts';

/** A place for one group at a time. All that sets executors apart is behind it. */
export interface Slot {
  /**
   * Runs a group and reports what its worker says. Resolves when the group is over, or soon after `signal` is aborted.
   * @throws WorkerDeath where the worker ended before the group did
   */
  run(group: TrialGroup, report: (message: WorkerMessage) => void, signal: AbortSignal): Promise<void>;
}

export interface DispatchOptions {
  readonly slots: readonly Slot[];
  readonly policy: RetryPolicy;
  readonly clock: () => number;
  readonly listener: (event: ExecutorEvent) => void;
  readonly signal: AbortSignal;
}

/** A trial that has no result yet. */
interface Pending {
  readonly job: TrialJob;
  readonly retried: number;
  started: { readonly timestamp: number; readonly worker: string } | null;
}

/** Hands groups to slots until each trial has its result: the part all executors of this machine share. See Executor. */
export async function dispatch(groups: readonly TrialGroup[], options: DispatchOptions): Promise<void> {
  const stop = new AbortController();
  const forward = () => stop.abort(options.signal.reason);
  if (options.signal.aborted) return;
  options.signal.addEventListener('abort', forward, { once: true });
  const dispatcher = new Dispatcher(groups, options, stop);
  try {
    await Promise.all(options.slots.map((slot) => dispatcher.drain(slot)));
  } finally {
    options.signal.removeEventListener('abort', forward);
  }
  dispatcher.throwIfBroken();
}

class Dispatcher {
  readonly #queue: (readonly Pending[])[];
  readonly #options: DispatchOptions;
  readonly #stop: AbortController;
  readonly #notices = new Set<string>();
  #next = 0;
  #broken: { readonly error: unknown } | null = null;

  constructor(groups: readonly TrialGroup[], options: DispatchOptions, stop: AbortController) {
    this.#queue = groups.map((group) => group.map((job) => ({ job, retried: 0, started: null })));
    this.#options = options;
    this.#stop = stop;
  }

  async drain(slot: Slot): Promise<void> {
    for (;;) {
      const group = this.#stop.signal.aborted ? undefined : this.#queue[this.#next];
      if (group === undefined) return;
      // The next group, not the last, so that retries wait until everything else has had its turn.
      this.#next += 1;
      await this.#runGroup(slot, group);
    }
  }

  throwIfBroken(): void {
    if (this.#broken !== null) throw this.#broken.error;
  }

  async #runGroup(slot: Slot, group: readonly Pending[]): Promise<void> {
    const open = new Map<string, Pending>();
    for (const pending of group) {
      const kept = keptResult(pending.job);
      if (kept?.status === 'done') this.#finish(kept);
      else open.set(pending.job.trial.id, pending);
    }
    if (open.size === 0 || this.#stop.signal.aborted) return;
    const jobs = Array.from(open.values(), (pending) => pending.job);
    try {
      await slot.run(jobs, (message) => this.#guard(() => this.#receive(message, open)), this.#stop.signal);
      if (!this.#stop.signal.aborted && open.size > 0)
        throw new WorkerDeath('the worker ended without a word on the trial');
    } catch (error) {
      if (error instanceof WorkerDeath) this.#guard(() => this.#bury(error, open));
      else this.#break(error);
    }
  }

  /** A watchdog on progress would note the time here. */
  #receive(message: WorkerMessage, open: Map<string, Pending>): void {
    if (message.kind === 'notice') {
      if (this.#notices.has(message.line)) return;
      this.#notices.add(message.line);
      this.#options.listener({ kind: 'notice', line: message.line, timestamp: message.timestamp });
      return;
    }
    const { trialId, attempt, timestamp } = message;
    const pending = open.get(trialId);
    if (pending === undefined) return;
    const { listener } = this.#options;
    switch (message.kind) {
      case 'started':
        pending.started = { timestamp, worker: message.worker };
        listener({ kind: 'started', trialId, attempt, timestamp, worker: message.worker });
        return;
      case 'progress': {
        const { steps } = pending.job.trial.specification.train;
        listener({ kind: 'progress', trialId, attempt, timestamp, step: message.step, steps });
        return;
      }
      case 'committed':
        open.delete(trialId);
        this.#conclude(pending, {
          reason: 'error',
          message: 'the trial ended without a result in the study folder',
          retriable: true,
        });
        return;
      case 'threw': {
        open.delete(trialId);
        const { storage } = message.error;
        if (storage !== null) throw new StorageError(storage.path, storage.code);
        this.#conclude(pending, failureOfError(message.error));
      }
    }
  }

  /**
   * A worker died: an attempt at each trial that it had started has failed, and whichever killed it shows when they are
   * tried again one by one. Without a word from the worker it is the first trial's failure.
   */
  #bury(death: WorkerDeath, open: Map<string, Pending>): void {
    if (this.#stop.signal.aborted) return;
    const left = [...open.values()];
    open.clear();
    const started = left.filter((pending) => pending.started !== null);
    const failed = started.length > 0 ? started : left.slice(0, 1);
    const innocent = left.filter((pending) => !failed.includes(pending));
    if (innocent.length > 0) this.#queue.push(innocent);
    for (const pending of failed) this.#conclude(pending, failureOfDeath(death));
  }

  /**
   * Ends an attempt by what the study folder holds, which outlives a worker and its messages.
   * @param failure what happened if the folder holds no result of the attempt
   */
  #conclude(pending: Pending, failure: Failure): void {
    const { job, retried } = pending;
    const { policy, clock, listener } = this.#options;
    const kept = keptResult(job);
    if (kept !== null && (kept.status === 'done' || kept.attempt === job.attempt)) {
      this.#finish(kept);
      return;
    }
    const timestamp = Math.trunc(clock());
    const { reason, message } = failure;
    if (isRetried(failure, retried, policy)) {
      listener({ kind: 'retrying', trialId: job.trial.id, attempt: job.attempt, reason, message, timestamp });
      this.#queue.push([{ job: { ...job, attempt: job.attempt + 1 }, retried: retried + 1, started: null }]);
      return;
    }
    const result: FailedResult = {
      status: 'failed',
      trialId: job.trial.id,
      specification: job.trial.specification,
      attempt: job.attempt,
      backend: null,
      startedAt: pending.started?.timestamp ?? timestamp,
      finishedAt: timestamp,
      worker: pending.started?.worker ?? 'none',
      error: { reason, message },
    };
    recordFailure(studyPaths(job.studyDirectory), result);
    this.#finish(keptResult(job) ?? result);
  }

  #finish(result: TrialResult): void {
    this.#guard(() =>
      this.#options.listener({
        kind: 'finished',
        trialId: result.trialId,
        attempt: result.attempt,
        timestamp: Math.trunc(this.#options.clock()),
        result,
      }),
    );
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#break(error);
    }
  }

  /** Stops everything; the first reason counts. */
  #break(error: unknown): void {
    this.#broken ??= { error };
    this.#stop.abort(error);
  }
}

function keptResult(job: TrialJob): TrialResult | null {
  return readResult(studyPaths(job.studyDirectory).trial(job.trial.id));
}
