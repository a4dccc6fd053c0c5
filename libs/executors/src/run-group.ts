import { StorageError } from '@collapse/study';
import type { TrialJob } from './executor.ts';
import type { RunnerContext } from './trial-runner.ts';
import type { ErrorDescription, WorkerMessage } from './worker-message.ts';

export interface GroupContext {
  /** Host, process and thread, for the record. */
  readonly worker: string;
  readonly report: (message: WorkerMessage) => void;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/**
 * A worker's part: runs a group's trials one after another and reports on each. Never rejects.
 * @param run does one trial, the setting up of the worker included, so that it fails for the trial it was needed for
 */
export async function runGroup<Job extends Pick<TrialJob, 'trial' | 'attempt'>>(
  group: readonly Job[],
  run: (job: Job, context: RunnerContext) => Promise<void>,
  { worker, report, signal, clock }: GroupContext,
): Promise<void> {
  for (const job of group) {
    if (signal.aborted) return;
    const about = () => ({ trialId: job.trial.id, attempt: job.attempt, timestamp: Math.trunc(clock()) });
    report({ kind: 'started', ...about(), worker });
    try {
      await run(job, { worker, onProgress: (step) => report({ kind: 'progress', ...about(), step }), signal });
      report({ kind: 'committed', ...about() });
    } catch (error) {
      if (signal.aborted) return;
      report({ kind: 'threw', ...about(), error: describeError(error) });
    }
  }
}

function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: null, storage: null };
  const storage = error instanceof StorageError ? { path: error.path, code: error.code } : null;
  return { name: error.name, message: error.message, stack: error.stack ?? null, storage };
}
