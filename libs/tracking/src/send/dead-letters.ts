import { isJsonObject, LineWriter, readJsonLines } from '@collapse/study';
import type { MlflowError } from 'mlflow-js-client';
import type { TrackingPaths } from '../server/tracking-paths.ts';

/** Something the server refuses for good: sending it again would change nothing. */
export interface DeadLetter {
  /** null where it belongs to the study's own run. */
  readonly trialId: string | null;
  readonly attempt: number | null;
  readonly runId: string | null;
  /** Such as `param train.steps` or `artifact weights/model.json`. */
  readonly what: string;
  readonly reason: string;
  readonly remedy: string;
  /** MLflow's code, such as INVALID_PARAMETER_VALUE. */
  readonly errorCode: string | null;
  /** Integer milliseconds since 1970. */
  readonly timestamp: number;
}

export function appendDeadLetter(paths: TrackingPaths, letter: DeadLetter): void {
  const writer = new LineWriter(paths.deadLetters, 0);
  try {
    writer.append(JSON.stringify(letter));
  } finally {
    writer.close();
  }
}

/** How many letters there are of each attempt (`TRIAL.ATTEMPT`) and of the study itself (`study`). */
export function countDeadLetters(paths: TrackingPaths): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const letter of readJsonLines(paths.deadLetters)) {
    if (!isJsonObject(letter)) continue;
    const owner = typeof letter.trialId === 'string' ? `${letter.trialId}.${letter.attempt}` : 'study';
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return counts;
}

const ABOUT_THE_DATA: ReadonlySet<string> = new Set(['invalid-input', 'refused', 'already-exists', 'ambiguous-key']);

/** Whether an error is about what was sent, so that the rest can go on. Others are about the server or its address. */
export function isRefusal(error: MlflowError): boolean {
  return ABOUT_THE_DATA.has(error.kind) && !error.temporary;
}
