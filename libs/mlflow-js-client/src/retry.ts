import pRetry from 'p-retry';
import { MlflowError } from './errors.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/**
 * `always`: the request may be repeated whatever became of it. `untouched`: only where the server certainly did nothing
 * (no connection, 429). `never`: once.
 */
export type Repeat = 'always' | 'untouched' | 'never';

const LONGEST_BACKOFF_SECONDS = 120;

/** Milliseconds before retry n (from 1): factor * 2^(n-1) seconds, none for the first, plus a random share of the jitter. */
export function backoffMilliseconds(
  retry: number,
  options: Pick<ResolvedOptions, 'backoffFactor' | 'backoffJitter' | 'random'>,
): number {
  const exponential = retry <= 1 ? 0 : options.backoffFactor * 2 ** (retry - 1);
  return Math.min(LONGEST_BACKOFF_SECONDS, exponential + options.random() * options.backoffJitter) * 1000;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or retries or total time are used up; then throws its last error.
 * `attempt` gets the milliseconds left of the total time, and whether an earlier attempt may have reached the server.
 * The waits are ours, not p-retry's: Retry-After, random numbers and sleep are parameters here.
 */
export function withRetries<T>(
  options: ResolvedOptions,
  repeat: Repeat,
  attempt: (left: number, uncertain: boolean) => Promise<T>,
): Promise<T> {
  const deadline = options.now() + options.totalTimeout;
  let uncertain = false;
  return pRetry(() => attempt(Math.max(1, deadline - options.now()), uncertain), {
    retries: options.maxRetries,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof MlflowError) || !mayRepeat(error, repeat)) return false;
      const asked = options.respectRetryAfter ? error.retryAfterMilliseconds : undefined;
      const waitMilliseconds = Math.max(
        asked ?? 0,
        asked === undefined ? backoffMilliseconds(attemptNumber, options) : 0,
      );
      if (options.now() + waitMilliseconds >= deadline) return false;
      if (!error.untouched) uncertain = true;
      options.onRetry({ error, attempt: attemptNumber, waitMilliseconds });
      await options.sleep(waitMilliseconds, options.signal).catch((reason: unknown) => {
        throw options.signal?.aborted ? aborted(reason) : reason;
      });
      return true;
    },
  });
}

export function aborted(cause: unknown): MlflowError {
  return new MlflowError({
    kind: 'aborted',
    message: 'The call was aborted by its signal.',
    remedy: 'What was already sent may have been stored; repeating with the same timestamps is safe.',
    cause,
  });
}

function mayRepeat(error: MlflowError, repeat: Repeat): boolean {
  return error.temporary && (repeat === 'always' || (repeat === 'untouched' && error.untouched));
}
