import { posix } from 'node:path';
import { invalidInput } from './errors.ts';
import { LIMITS } from './limits.ts';

/** What the server's pattern [/\w.\- :] accepts, where \w is Python's: letters and numbers of any script. */
const KEY_PATTERN = /^[\p{L}\p{N}_/.\-: ]+$/u;

/** `refuse`: an infinite metric is an error. `send`: it is sent, and MLflow gives it back as +-1.7976931348623157e308. */
export type InfinityPolicy = 'refuse' | 'send';

export type ParamValue = string | number | boolean;

/**
 * Returns a metric, param or tag key that the server will take as it is.
 * @throws MlflowError invalid-input for a key that it would refuse, or that resolves to another path
 */
export function checkKey(field: string, key: unknown): string {
  const expected = `a key of 1 to ${LIMITS.keyLength} letters, digits, spaces or _ / . - :`;
  const remedy = 'Rename the key, for example by replacing other characters with _.';
  if (typeof key !== 'string' || !KEY_PATTERN.test(key)) throw invalidInput(field, expected, key, remedy);
  if (codePoints(key) > LIMITS.keyLength) throw invalidInput(field, expected, key, 'Shorten the key.');
  if (posix.normalize(key) !== key || key === '.' || key.startsWith('..') || key.startsWith('/') || key.endsWith('/')) {
    throw invalidInput(
      field,
      'a key that is a plain relative path',
      key,
      'Remove ".", "..", doubled, leading and trailing "/".',
    );
  }
  return key;
}

/** @throws MlflowError invalid-input if `value` is not text, is longer than `limit` characters, or cannot be written as UTF-8 */
export function checkText(field: string, value: unknown, limit: number): string {
  if (typeof value !== 'string') {
    throw invalidInput(field, 'a string', value, 'Convert it with String() where that is what you mean.');
  }
  if (value.length > limit && codePoints(value) > limit) {
    throw invalidInput(
      field,
      `at most ${limit} characters`,
      value,
      'MLflow would cut it without saying so: shorten it, or log it with logText as an artifact.',
    );
  }
  if (!value.isWellFormed()) {
    throw invalidInput(
      field,
      'well-formed Unicode',
      value,
      'It holds half a surrogate pair: repair it with toWellFormed().',
    );
  }
  return value;
}

/** A param's text. Numbers and booleans are written as String() writes them; nothing else is guessed at. */
export function paramText(field: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') {
    throw invalidInput(field, 'a string, number or boolean', value, 'Write it as text yourself, or use logDict.');
  }
  return checkText(field, text, LIMITS.paramLength);
}

/** The JSON form of a metric value: a finite number, or the "NaN" and "Infinity" strings of MLflow's protocol. */
export function metricValue(field: string, value: unknown, infinity: InfinityPolicy): number | string {
  if (typeof value !== 'number') throw invalidInput(field, 'a number', value, 'Convert it with Number() first.');
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return value;
  if (infinity === 'send') return value > 0 ? 'Infinity' : '-Infinity';
  throw invalidInput(
    field,
    'a finite number or NaN',
    value,
    'MLflow gives infinities back as 1.7976931348623157e308: log a finite value and a tag, or set infinity: "send".',
  );
}

/** Whole milliseconds since 1970; fractions, which MLflow cannot hold, are truncated. */
export function timestampMilliseconds(field: string, value: unknown): number {
  const whole = typeof value === 'number' ? Math.trunc(value) : Number.NaN;
  if (!Number.isSafeInteger(whole) || whole < 0) {
    throw invalidInput(field, 'milliseconds since 1970, at least 0', value, 'Use Date.now() or Date.getTime().');
  }
  return whole;
}

/** A step as it is: truncating a fraction could make two points one, so it is refused. */
export function wholeStep(field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw invalidInput(field, 'a whole number', value, 'MLflow steps are integers: scale or round it yourself.');
  }
  return value;
}

/** @throws MlflowError invalid-input unless `value` is an identifier that can stand in a path or a query */
export function checkId(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[a-zA-Z0-9][\w-]{0,255}$/.test(value)) {
    throw invalidInput(field, 'an id of letters, digits, _ or -', value, 'Pass the id that MLflow returned.');
  }
  return value;
}

/** @throws MlflowError invalid-input unless `value` is a whole number in [minimum, maximum] */
export function checkCount(field: string, value: number, minimum: number, maximum: number): number {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw invalidInput(field, `a whole number from ${minimum} to ${maximum}`, value, 'Ask for several pages instead.');
  }
  return value;
}

function codePoints(text: string): number {
  return [...text].length;
}
