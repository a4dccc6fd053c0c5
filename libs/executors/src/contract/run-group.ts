import { StorageError } from '@collapse/study';
import type { TrialJob } from './executor.ts';
import type { RunnerContext } from './trial-runner.ts';
import type { ErrorDescription, WorkerMessage } from './worker-message.ts';

export interface GroupContext {
  /** Host, process and thread, for the record. */
  readonly worker: string;
  /** The worker's log, where it writes one that others can read. */
  readonly log?: string;
  readonly report: (message: WorkerMessage) => void;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/**
 * A worker's part: runs a group's trials together and reports on each. Never rejects.
 * @param run does the group, the setting up of the worker included, so that it fails for the trials it was needed for
 */
export async function runGroup<Job extends Pick<TrialJob, 'trial' | 'attempt'>>(
  group: readonly Job[],
  run: (group: readonly Job[], context: RunnerContext) => Promise<void>,
  { worker, log, report, signal, clock }: GroupContext,
): Promise<void> {
  if (signal.aborted) return;
  const reportEach = (
    say: (about: Readonly<{ trialId: string; attempt: number; timestamp: number }>) => WorkerMessage,
  ) => {
    const timestamp = Math.trunc(clock());
    for (const { trial, attempt } of group) report(say({ trialId: trial.id, attempt, timestamp }));
  };
  reportEach((about) => ({ kind: 'started', ...about, worker, ...(log === undefined ? {} : { log }) }));
  try {
    const onProgress = (step: number) => reportEach((about) => ({ kind: 'progress', ...about, step }));
    const onNotice = (line: string) => report({ kind: 'notice', line, timestamp: Math.trunc(clock()) });
    await run(group, { worker, onProgress, onNotice, signal });
    reportEach((about) => ({ kind: 'committed', ...about }));
  } catch (error) {
    if (signal.aborted) return;
    reportEach((about) => ({ kind: 'threw', ...about, error: describeError(error) }));
  }
}

function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: null, storage: null };
  const storage = error instanceof StorageError ? { path: error.path, code: error.code } : null;
  return { name: error.name, message: error.message, stack: error.stack ?? null, storage };
}
