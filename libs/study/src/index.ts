export type { AdoptOutcome } from './attempts/adopt-trial.ts';
export { adoptTrial } from './attempts/adopt-trial.ts';
export { MOST_ATTEMPTS } from './attempts/attempt-number.ts';
export type { AttemptWriter } from './attempts/attempt-writer.ts';
export { openAttempt, recordFailure } from './attempts/attempt-writer.ts';
export type { CommitOutcome } from './attempts/commit-trial.ts';
export { cleanAttempts } from './attempts/leftovers.ts';
export { moveAside } from './attempts/move-aside.ts';
export { receiveTrial, trialFileNames } from './attempts/receive-trial.ts';
export { replaceMeasures } from './attempts/replace-measures.ts';
export {
  CHECKPOINT_FORMAT,
  type Checkpoint,
  type CheckpointArray,
  type CheckpointHeader,
  DamagedCheckpoint,
  encodeCheckpoint,
  readCheckpoint,
} from './checkpoints/checkpoint-file.ts';
export { type KeptCheckpoint, listCheckpoints, removeCheckpoint } from './checkpoints/kept-checkpoints.ts';
export { writeFileDurably } from './files/durable-file.ts';
export { isJsonObject, readJsonLines } from './files/json-lines.ts';
export { LineWriter } from './files/line-writer.ts';
export { errorCode, StorageError, writing } from './files/storage-error.ts';
export type { OpenStudy, OpenStudyOptions } from './folder/open-study.ts';
export { openStudy } from './folder/open-study.ts';
export type { StudyPaths, TrialPaths } from './folder/study-paths.ts';
export { studyPaths } from './folder/study-paths.ts';
export type { Study } from './folder/study-reader.ts';
export { readHistory, readStudy } from './folder/study-reader.ts';
export type { StudyLock, StudyOwner } from './lock/study-lock.ts';
export { lockStudy, studyOwner } from './lock/study-lock.ts';
export type { CodeVersion } from './records/code-version.ts';
export { codeVersion } from './records/code-version.ts';
export type { GridAxis, GridComponent, GridRecord } from './records/grid-record.ts';
export { readGridRecord, requireGridName, writeGridRecord } from './records/grid-record.ts';
export { parseHistory } from './records/history-line.ts';
export type { Journal } from './records/journal.ts';
export { openJournal, readJournal } from './records/journal.ts';
export type {
  ClosedEvent,
  FailedEvent,
  FinishedEvent,
  JournalEvent,
  OpenedEvent,
  RetryingEvent,
  StartedEvent,
} from './records/journal-event.ts';
export { readResult } from './records/result-file.ts';
export type { TrialOutcome, TrialOutcomes } from './records/trial-outcomes.ts';
export { trialOutcomes } from './records/trial-outcomes.ts';
