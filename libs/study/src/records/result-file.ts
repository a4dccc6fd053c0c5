import { readFileSync } from 'node:fs';
import type { TrialResult } from '@collapse/trials';
import { writeFileDurably } from '../files/durable-file.ts';
import { errorCode } from '../files/storage-error.ts';
import type { StudyPaths, TrialPaths } from '../folder/study-paths.ts';
import { isTrialResult } from './is-trial-result.ts';

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

/** The result in the folder of a committed trial; null where it is damaged, or another trial's. */
export function readCommitted(paths: StudyPaths, trialId: string): TrialResult | null {
  const result = readResult(paths.trial(trialId));
  return result?.trialId === trialId ? result : null;
}
