import { UserError } from '@collapse/trials';
import type { RedisAddress } from './redis-address.ts';

/** Whether Redis refused a command because a key holds something else than this program put there. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && /\bWRONGTYPE\b/.test(error.message);
}

/**
 * Why Redis refuses a command for a while, by the code of its error. OOM: its memory is full (`maxmemory` with the policy `noeviction`).
 * MISCONF: it could not save to its disk, and takes no writes. READONLY: it is a replica, as after a failover. LOADING: it has just
 * started and reads its data.
 */
export type Refusal = 'OOM' | 'MISCONF' | 'READONLY' | 'LOADING';

/** null for every other error. A script that meets a refusal has the code somewhere in its own error. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  if (/\bOOM command not allowed\b/.test(error.message)) return 'OOM';
  return PASSING.find((code) => new RegExp(`(?:^|[\\s-])${code} [A-Z]`).test(error.message)) ?? null;
}

const PASSING = ['MISCONF', 'READONLY', 'LOADING'] as const;

/** Tells the user of keys in the way, and of refusals that nothing could wait for; other errors as they are. */
export function explainReply(error: unknown, { url }: RedisAddress, prefix: string): unknown {
  const refusal = refusalOf(error);
  if (refusal !== null) {
    const remedy = 'Run this again when it does; `redis-cli INFO` says how it is.';
    return new UserError(
      { field: `Redis at ${url}`, expected: 'a server that takes commands', received: refusal, remedy },
      { cause: error },
    );
  }
  if (!isWrongType(error)) return error;
  return new UserError(
    {
      field: `prefix ${prefix}`,
      expected: `keys of this program in Redis at ${url}`,
      received: 'a key of another type (WRONGTYPE)',
      remedy: 'Give another prefix to the controller and its workers, or remove the keys that are in the way.',
    },
    { cause: error },
  );
}
