export type { AdoptOutcome } from './adopt-trial.ts';
export { adoptTrial } from './adopt-trial.ts';
export { MOST_ATTEMPTS } from './attempt-number.ts';
export type { AttemptWriter } from './attempt-writer.ts';
export { openAttempt, recordFailure } from './attempt-writer.ts';
export {
  CHECKPOINT_FORMAT,
  type Checkpoint,
  type CheckpointArray,
  type CheckpointHeader,
  DamagedCheckpoint,
  encodeCheckpoint,
  readCheckpoint,
} from './checkpoint-file.ts';
export type { CodeVersion } from './code-version.ts';
export { codeVersion } from './code-version.ts';
export type { CommitOutcome } from './commit-trial.ts';
export { writeFileDurably } from './durable-file.ts';
export type { GridAxis, GridComponent, GridRecord } from './grid-record.ts';
export { readGridRecord, requireGridName, writeGridRecord } from './grid-record.ts';
export { parseHistory } from './history-line.ts';
export type { Journal } from './journal.ts';
export { openJournal, readJournal } from './journal.ts';
export type {
  ClosedEvent,
  FailedEvent,
  FinishedEvent,
  JournalEvent,
  OpenedEvent,
  RetryingEvent,
  StartedEvent,
} from './journal-event.ts';
export { isJsonObject, readJsonLines } from './json-lines.ts';
export { type KeptCheckpoint, listCheckpoints, removeCheckpoint } from './kept-checkpoints.ts';
export { cleanAttempts } from './leftovers.ts';
export { LineWriter } from './line-writer.ts';
export { moveAside } from './move-aside.ts';
export type { OpenStudy, OpenStudyOptions } from './open-study.ts';
export { openStudy } from './open-study.ts';
export { receiveTrial, trialFileNames } from './receive-trial.ts';
export { replaceMeasures } from './replace-measures.ts';
export { readResult } from './result-file.ts';
export { errorCode, StorageError, writing } from './storage-error.ts';
export type { StudyLock, StudyOwner } from './study-lock.ts';
export { lockStudy, studyOwner } from './study-lock.ts';
export type { StudyPaths, TrialPaths } from './study-paths.ts';
export { studyPaths } from './study-paths.ts';
export type { Study } from './study-reader.ts';
export { readHistory, readStudy } from './study-reader.ts';
export type { TrialOutcome, TrialOutcomes } from './trial-outcomes.ts';
export { trialOutcomes } from './trial-outcomes.ts';
