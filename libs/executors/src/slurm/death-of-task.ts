import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FailureReason } from '@collapse/trials';
import { WorkerDeath } from '../contract/retry-policy.ts';

/** What is shown of a task's log, to tell why it died. */
const LOG_BYTES = 2000;

const REASONS: Readonly<Record<string, FailureReason>> = {
  TIMEOUT: 'timed-out',
  DEADLINE: 'timed-out',
  OUT_OF_MEMORY: 'out-of-memory',
  NODE_FAIL: 'node-failed',
  BOOT_FAIL: 'node-failed',
};

const EXPLANATIONS: Readonly<Record<string, string>> = {
  TIMEOUT: 'it ran into its time limit',
  DEADLINE: 'it ran into its deadline',
  OUT_OF_MEMORY: 'it took more memory than it was given',
  NODE_FAIL: 'its node went away',
  BOOT_FAIL: 'its node went away',
  CANCELLED: 'somebody cancelled it',
};

export interface EndedTask {
  /** JOB_INDEX. */
  readonly id: string;
  /** Slurm's word for how it ended; null where Slurm does not know it any more. */
  readonly state: string | null;
  readonly node: string;
  readonly log: string;
}

/** Names the end of a task that ended without a last word of its own, as Slurm does where it can; its log has the next lines. */
export function deathOfTask({ id, state, node, log }: EndedTask): WorkerDeath {
  const what = state === null ? 'left the queue without a word' : `ended as ${state}`;
  const why = state === null ? undefined : EXPLANATIONS[state];
  const where = node === '' ? '' : ` on ${node}`;
  const end = endOfLog(log);
  const message = [
    `task ${id}${where} ${what}${why === undefined ? '' : `: ${why}`}`,
    end === null ? `It left no log at ${log}` : `Log ${log}${end === '' ? '' : `, which ends:\n${end}`}`,
  ].join('\n');
  return new WorkerDeath(message, { reason: state === null ? null : (REASONS[state] ?? null) });
}

/** null where there is none. */
export function endOfLog(path: string): string | null {
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, LOG_BYTES));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString().trim();
  } finally {
    closeSync(descriptor);
  }
}
