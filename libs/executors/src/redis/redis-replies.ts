import { UserError } from '@collapse/trials';
import type { RedisAddress } from './redis-address.ts';

/** Whether Redis refused a command because a key holds something else than this program put there. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && /\bWRONGTYPE\b/.test(error.message);
}

/** Whether Redis refused a command because its memory is full: `maxmemory` with the policy `noeviction`. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && /\bOOM command not allowed\b/.test(error.message);
}

/** Tells the user of keys in the way; other errors as they are. */
export function explainReply(error: unknown, { url }: RedisAddress, prefix: string): unknown {
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
