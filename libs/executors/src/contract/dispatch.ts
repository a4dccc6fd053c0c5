import { readResult, recordFailure, StorageError, studyPaths } from '@collapse/study';
import type { FailedResult, TrialResult } from '@collapse/trials';
import type { ExecutorEvent, TrialGroup, TrialJob } from './executor.ts';
import { keptProgress } from './kept-progress.ts';
import { ProgressWatchdog } from './progress-watchdog.ts';
import {
  type Failure,
  failureOfDeath,
  failureOfError,
  GroupNotBegun,
  isRetried,
  type RetryPolicy,
  WorkerDeath,
} from './retry-policy.ts';
import type { WorkerMessage } from './worker-message.ts';
import { hostOf } from './worker-name.ts';

/** A place for one group at a time. All that sets executors apart is behind it. */
export interface Slot {
  /**
   * Runs a group and reports what its worker says. Resolves when the group is over, or soon after `signal` is aborted: by
   * the user, by an error that ends the run, or with a WorkerDeath as its reason where the group has stalled.
   * @throws WorkerDeath where the worker ended before the group did
   * @throws GroupNotBegun where the group is to be handed out again
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
  /** The highest that a worker spoke of, the job's own at first: an engine may begin a job again by itself. */
  attempt: number;
  started: { readonly timestamp: number; readonly worker: string } | null;
}

/** Hands groups to slots until each trial has its result: the part all executors of this machine share. See Executor. */
export async function dispatch(groups: readonly TrialGroup[], options: DispatchOptions): Promise<void> {
  if (options.signal.aborted) return;
  const dispatcher = new Dispatcher(groups, options);
  const stop = () => dispatcher.stop(options.signal.reason);
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(options.slots.map((slot) => dispatcher.drain(slot)));
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
  dispatcher.throwIfBroken();
}

class Dispatcher {
  readonly #queue: (readonly Pending[])[];
  readonly #options: DispatchOptions;
  readonly #notices = new Set<string>();
  /** One for each group under way. */
  readonly #running = new Set<AbortController>();
  readonly #watchdog: ProgressWatchdog<AbortController>;
  /** Slots without work, to be woken when there is some or when everything is over. */
  readonly #idle: (() => void)[] = [];
  #next = 0;
  #stopped = false;
  #broken: { readonly error: unknown } | null = null;

  constructor(groups: readonly TrialGroup[], options: DispatchOptions) {
    this.#queue = groups.map((group) => group.map((job) => pendingOf(job, 0)));
    this.#options = options;
    const { stallMilliseconds = Number.POSITIVE_INFINITY } = options.policy;
    this.#watchdog = new ProgressWatchdog(stallMilliseconds, (run) => {
      const message = `no progress for ${stallMilliseconds / 1000} s, so it was ended`;
      run.abort(new WorkerDeath(message, { reason: 'stalled' }));
    });
  }

  async drain(slot: Slot): Promise<void> {
    for (;;) {
      const taken = await this.#take();
      if (taken === undefined) return;
      const { group, run } = taken;
      try {
        await this.#runGroup(slot, group, run);
      } finally {
        this.#running.delete(run);
        this.#watchdog.forget(run);
        if (this.#running.size === 0) this.#wakeAll();
      }
    }
  }

  /** Ends what runs and hands out nothing more. */
  stop(reason: unknown): void {
    this.#stopped = true;
    for (const run of this.#running) run.abort(reason);
    this.#wakeAll();
  }

  throwIfBroken(): void {
    if (this.#broken !== null) throw this.#broken.error;
  }

  /** The next group; waits while one under way may still come back. */
  async #take(): Promise<{ readonly group: readonly Pending[]; readonly run: AbortController } | undefined> {
    for (;;) {
      if (this.#stopped) return undefined;
      const group = this.#queue[this.#next];
      if (group !== undefined) {
        // The next, not the last, so that retries wait until everything else has had its turn.
        this.#next += 1;
        const run = new AbortController();
        // At once: a slot that finds nothing now must see that this one may give some back.
        this.#running.add(run);
        return { group, run };
      }
      if (this.#running.size === 0) return undefined;
      await new Promise<void>((wake) => this.#idle.push(wake));
    }
  }

  #putBack(group: readonly Pending[]): void {
    this.#queue.push(group);
    this.#idle.pop()?.();
  }

  #wakeAll(): void {
    for (const wake of this.#idle.splice(0)) wake();
  }

  async #runGroup(slot: Slot, group: readonly Pending[], run: AbortController): Promise<void> {
    const open = new Map<string, Pending>();
    for (const pending of group) {
      const kept = keptResult(pending.job);
      if (kept?.status === 'done') this.#finish(kept);
      else open.set(pending.job.trial.id, pending);
    }
    if (open.size === 0 || this.#stopped) return;
    const jobs = Array.from(open.values(), (pending) => pending.job);
    const report = (message: WorkerMessage) => {
      if (!run.signal.aborted) this.#watchdog.hear(run);
      this.#guard(() => this.#receive(message, open));
    };
    try {
      await slot.run(jobs, report, run.signal);
      if (this.#stopped || open.size === 0) return;
      throw run.signal.aborted ? run.signal.reason : new WorkerDeath('the worker ended without a word on the trial');
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof GroupNotBegun) this.#putBack([...open.values()]);
      else if (error instanceof WorkerDeath) this.#guard(() => this.#bury(stalled(run) ?? error, open));
      else this.#break(error);
    }
  }

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
    pending.attempt = Math.max(pending.attempt, attempt);
    const { listener } = this.#options;
    switch (message.kind) {
      case 'started': {
        const { worker, log = null } = message;
        pending.started = { timestamp, worker };
        listener({ kind: 'started', trialId, attempt, timestamp, worker, host: hostOf(worker), log });
        return;
      }
      case 'progress': {
        const { steps } = pending.job.trial.specification.train;
        listener({ kind: 'progress', trialId, attempt, timestamp, step: message.step, steps });
        return;
      }
      case 'committed':
        open.delete(trialId);
        this.#concludeAlone(pending, {
          reason: 'error',
          message: 'the trial ended without a result in the study folder',
          retriable: true,
        });
        return;
      case 'threw': {
        open.delete(trialId);
        const { storage } = message.error;
        if (storage !== null) throw new StorageError(storage.path, storage.code);
        this.#concludeAlone(pending, failureOfError(message.error));
      }
    }
  }

  /**
   * A worker died: an attempt at each trial that it had started has failed, and whichever killed it shows when they are
   * tried again one by one. Without a word from the worker it is the first trial's failure. Those that left a checkpoint go on
   * from it together, and it does not count: each attempt gets further, and one that does not shows what kills it.
   */
  #bury(death: WorkerDeath, open: Map<string, Pending>): void {
    const left = [...open.values()];
    open.clear();
    const started = left.filter((pending) => pending.started !== null);
    const failed = started.length > 0 ? started : left.slice(0, 1);
    const innocent = left.filter((pending) => !failed.includes(pending));
    if (innocent.length > 0) this.#putBack(innocent);
    const advanced = keptProgress(failed.map(({ job, attempt }) => ({ ...job, attempt })));
    const again = failed.flatMap((pending) => this.#conclude(pending, failureOfDeath(death), advanced) ?? []);
    for (const group of advanced ? [again] : again.map((pending) => [pending])) this.#putBack(group);
  }

  #concludeAlone(pending: Pending, failure: Failure): void {
    const again = this.#conclude(pending, failure);
    if (again !== null) this.#putBack([again]);
  }

  /**
   * Ends an attempt by what the study folder holds, which outlives a worker and its messages.
   * @param failure what happened if the folder holds no result of the attempt
   * @param advanced whether the next attempt begins further on than this one did
   * @returns what is to be tried again
   */
  #conclude(pending: Pending, failure: Failure, advanced = false): Pending | null {
    const { job, retried, attempt } = pending;
    const { policy, clock, listener } = this.#options;
    const kept = keptResult(job);
    if (kept !== null && (kept.status === 'done' || kept.attempt >= job.attempt)) {
      this.#finish(kept);
      return null;
    }
    const timestamp = Math.trunc(clock());
    const { reason, message } = failure;
    if (advanced || isRetried(failure, retried, policy)) {
      listener({ kind: 'retrying', trialId: job.trial.id, attempt, reason, message, timestamp });
      return pendingOf({ ...job, attempt: attempt + 1 }, advanced ? retried : retried + 1);
    }
    const result: FailedResult = {
      status: 'failed',
      trialId: job.trial.id,
      specification: job.trial.specification,
      attempt,
      backend: null,
      startedAt: pending.started?.timestamp ?? timestamp,
      finishedAt: timestamp,
      worker: pending.started?.worker ?? 'none',
      error: { reason, message },
    };
    recordFailure(studyPaths(job.studyDirectory), result);
    this.#finish(keptResult(job) ?? result);
    return null;
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
    this.stop(error);
  }
}

function pendingOf(job: TrialJob, retried: number): Pending {
  return { job, retried, attempt: job.attempt, started: null };
}

/** The watchdog's verdict, which explains why a worker that was ended is dead. */
function stalled({ signal }: AbortController): WorkerDeath | null {
  return signal.reason instanceof WorkerDeath ? signal.reason : null;
}

function keptResult(job: TrialJob): TrialResult | null {
  return readResult(studyPaths(job.studyDirectory).trial(job.trial.id));
}
