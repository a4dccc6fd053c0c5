import { readFileSync } from 'node:fs';
import type { TrialResult } from '@collapse/trials';
import { writeFileDurably } from './durable-file.ts';
import { isJsonObject } from './json-lines.ts';
import { errorCode } from './storage-error.ts';
import type { TrialPaths } from './study-paths.ts';

/** Writes result.json, the last file of a trial's folder. */
export function writeResult(trial: TrialPaths, result: TrialResult): void {
  writeFileDurably(trial.result, `${JSON.stringify(result, null, 1)}\n`);
}

/** The result in a trial's folder; null where there is none or it is no result. */
export function readResult(trial: TrialPaths): TrialResult | null {
  const text = readText(trial.result);
  return text === null ? null : parseResult(text);
}

/** The result that a result.json holds; null where it is none. */
export function parseResult(text: string): TrialResult | null {
  try {
    const value: unknown = JSON.parse(text);
    return isTrialResult(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
}

/** By the fields that tell results apart; the rest was written by this library. */
function isTrialResult(value: unknown): value is TrialResult {
  if (!isJsonObject(value) || typeof value.trialId !== 'string' || !Number.isSafeInteger(value.attempt)) return false;
  if (!isJsonObject(value.specification)) return false;
  return value.status === 'done' ? isJsonObject(value.metrics) : value.status === 'failed' && isJsonObject(value.error);
}
