/** No trial is tried so often; a larger number is damage, and would leave no number for the next attempt. */
export const MOST_ATTEMPTS = 1_000_000;

/** Whether a value can be the number of an attempt: an integer from 1. */
export function isAttempt(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_ATTEMPTS;
}
