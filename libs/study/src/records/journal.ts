import { isAttempt } from '../attempts/attempt-number.ts';
import { isJsonObject, readJsonLines } from '../files/json-lines.ts';
import { LineWriter } from '../files/line-writer.ts';
import type { StudyPaths } from '../folder/study-paths.ts';
import type { JournalEvent } from './journal-event.ts';

/** The study's append-only record of what happened when. One writer: the process that holds the study's lock. */
export interface Journal {
  /** @throws StorageError where the disk is full or not writable */
  append(event: JournalEvent): void;
  close(): void;
}

const TRIAL_KINDS = new Set(['started', 'retrying', 'finished', 'failed']);
const KINDS = new Set([...TRIAL_KINDS, 'opened', 'closed']);

/** @throws StorageError where the journal cannot be written */
export function openJournal(paths: StudyPaths): Journal {
  // Unbuffered: an event is in the file when append returns, whatever then happens to the process.
  const lines = new LineWriter(paths.journal, 0);
  return {
    append(event) {
      if (!Number.isSafeInteger(event.timestamp)) {
        throw new RangeError(`a ${event.kind} event needs an integer timestamp, received ${event.timestamp}`);
      }
      lines.append(JSON.stringify(event));
    },
    close: () => lines.close(),
  };
}

/** The journal's events in their order, read piece by piece. Torn lines and kinds this version does not know are passed over, and so
 * are attempts that cannot be. */
export function* readJournal(paths: StudyPaths): Generator<JournalEvent> {
  for (const value of readJsonLines(paths.journal)) {
    if (isJournalEvent(value)) yield value;
  }
}

/** By kind and the fields every reader relies on; the rest was written by this library. */
function isJournalEvent(value: unknown): value is JournalEvent {
  if (!isJsonObject(value) || typeof value.kind !== 'string' || !KINDS.has(value.kind)) return false;
  if (!Number.isSafeInteger(value.timestamp)) return false;
  return !TRIAL_KINDS.has(value.kind) || (typeof value.trialId === 'string' && isAttempt(value.attempt));
}
