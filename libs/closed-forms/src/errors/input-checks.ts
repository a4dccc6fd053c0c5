import { ClosedFormError } from './closed-form-error.ts';

/** @throws ClosedFormError unless `value` is a finite number above zero. */
export function checkPositive(field: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new ClosedFormError({
    field,
    expected: 'a finite number above 0',
    received: String(value),
    remedy: `Give a positive ${field}.`,
  });
}

/** @throws ClosedFormError unless `value` is an integer of at least one. */
export function checkCount(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new ClosedFormError({
    field,
    expected: 'an integer of at least 1',
    received: String(value),
    remedy: `Give a whole number for ${field}.`,
  });
}

/** @throws ClosedFormError unless the array has one of the allowed lengths. */
export function checkLength(field: string, values: ArrayLike<unknown>, ...allowed: readonly number[]): void {
  if (allowed.includes(values.length)) return;
  throw new ClosedFormError({
    field,
    expected: `${[...new Set(allowed)].join(' or ')} numbers`,
    received: `${values.length}`,
    remedy: 'Check that the array belongs to this model and this data.',
  });
}

/** @throws ClosedFormError at the first NaN or infinity. */
export function checkFinite(field: string, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Number.isFinite(value)) continue;
    throw new ClosedFormError({
      field,
      expected: 'finite numbers',
      received: `${value} at index ${index}`,
      remedy: 'The model has diverged or the data is damaged: there is no closed form to compute.',
    });
  }
}

/** @throws ClosedFormError at the first number that is not finite and above zero. */
export function checkAllPositive(field: string, values: ArrayLike<number>): void {
  checkFinite(field, values);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (value > 0) continue;
    throw new ClosedFormError({
      field,
      expected: 'variances above 0',
      received: `${value} at index ${index}`,
      remedy: 'A variance that reached 0 has an unbounded density: keep it above a floor while training.',
    });
  }
}
