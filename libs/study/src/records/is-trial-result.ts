import type { TrialResult } from '@collapse/trials';
import { isAttempt } from '../attempts/attempt-number.ts';
import { isJsonObject } from '../files/json-lines.ts';

/**
 * Whether a value is a trial's result, of this version or an earlier one, in every field that something reads: a file that was
 * damaged or written by hand must not take a whole report down. Fields that are not known are let be.
 */
export function isTrialResult(value: unknown): value is TrialResult {
  if (!isJsonObject(value) || typeof value.trialId !== 'string') return false;
  if (!isAttempt(value.attempt) || !isTime(value.startedAt) || !isTime(value.finishedAt)) return false;
  if (typeof value.worker !== 'string' || !isSpecification(value.specification) || !isBackend(value.backend))
    return false;
  return value.status === 'done' ? isDone(value) : value.status === 'failed' && isFailure(value.error);
}

function isDone({ metrics, dimensions, pictures }: Readonly<Record<string, unknown>>): boolean {
  return (
    isJsonObject(metrics) &&
    Object.values(metrics).every(isNumberOrNull) &&
    isDimensions(dimensions) &&
    arePictures(pictures)
  );
}

function isFailure(error: unknown): boolean {
  return isJsonObject(error) && typeof error.reason === 'string' && typeof error.message === 'string';
}

function isSpecification(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    ['dataset', 'model', 'likelihood', 'objective', 'optimizer', 'train'].every((part) => isJsonObject(value[part])) &&
    isJsonObject(value.model) &&
    isCount(value.model.latentDim)
  );
}

function isBackend(value: unknown): boolean {
  return value === null || (isJsonObject(value) && typeof value.name === 'string' && isJsonObject(value.versions));
}

/** Arrays over the latent dimensions, of one length; the last two came later or are not there for every model. */
function isDimensions(value: unknown): boolean {
  if (!isJsonObject(value) || !Array.isArray(value.kl)) return false;
  const { length } = value.kl;
  const { kl, posteriorMeanVariance, fractionBelowEpsilon, collapseEpsilon = null, predictedKl = null } = value;
  return (
    [kl, posteriorMeanVariance, fractionBelowEpsilon].every((list) => isNumbers(list, length)) &&
    [collapseEpsilon, predictedKl].every((list) => list === null || isNumbers(list, length))
  );
}

function arePictures(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every(
    (picture) => isJsonObject(picture) && typeof picture.file === 'string' && typeof picture.title === 'string',
  );
}

/** JSON has null for what is no finite number. */
function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(isNumberOrNull);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}
