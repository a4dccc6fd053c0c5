import { ClosedFormError } from '../errors/closed-form-error.ts';

/**
 * ln(mean(exp(values))) without overflow; -Infinity where every value is.
 * @throws ClosedFormError for no values.
 */
export function logMeanExp(values: ArrayLike<number>): number {
  if (values.length === 0) {
    throw new ClosedFormError({
      field: 'values',
      expected: 'at least one number',
      received: 'none',
      remedy: 'Draw at least one sample.',
    });
  }
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index] as number);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += Math.exp((values[index] as number) - largest);
  return largest + Math.log(sum / values.length);
}
