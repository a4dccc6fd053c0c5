import { isJsonObject, LineWriter, readJsonLines } from '@collapse/study';
import type { TrackingPaths } from '../server/tracking-paths.ts';

/** A trial that the server has acknowledged in full. */
export interface SentTrial {
  readonly kind: 'trial';
  readonly trialId: string;
  readonly attempt: number;
  readonly status: 'done' | 'failed';
  readonly runId: string;
  /** Of what was sent, files and training curve apart: those never change for an attempt. */
  readonly digest: string;
  /** Parts that the server refused for good; see the dead letters. */
  readonly refused: number;
}

/** The study's own run as the server has acknowledged it. */
export interface SentStudy {
  readonly kind: 'study';
  readonly runId: string;
  readonly digest: string;
  /** sha256 of each file by artifact path. */
  readonly files: Readonly<Record<string, string>>;
  readonly refused: number;
}

/** Which server's data the rest is about. Another experiment means another database: all before it is void. */
interface Target {
  readonly kind: 'target';
  readonly trackingUri: string;
  readonly experimentId: string;
}

/**
 * What a server has acknowledged of a study, one line a thing. The study folder is the truth and this a memory of what
 * need not be sent again: a lost line costs a second sending, which changes nothing.
 */
export interface Position {
  readonly trials: ReadonlyMap<string, SentTrial>;
  readonly study: SentStudy | null;
  advance(sent: SentTrial | SentStudy): void;
  close(): void;
}

/**
 * Opens the position for one writer: the holder of the sync's lock.
 * @throws StorageError where the study folder cannot be written
 */
export function openPosition(paths: TrackingPaths, target: Omit<Target, 'kind'>): Position {
  const trials = new Map<string, SentTrial>();
  let study: SentStudy | null = null;
  let known: Target | null = null;
  for (const line of readJsonLines(paths.position)) {
    if (isTarget(line)) {
      if (line.experimentId !== known?.experimentId) {
        trials.clear();
        study = null;
      }
      known = line;
    } else if (isSentTrial(line)) {
      trials.set(line.trialId, line);
    } else if (isSentStudy(line)) {
      study = line;
    }
  }
  const writer = new LineWriter(paths.position, 0);
  if (known?.experimentId !== target.experimentId) {
    trials.clear();
    study = null;
    writer.append(JSON.stringify({ kind: 'target', ...target }));
  }
  return {
    trials,
    get study() {
      return study;
    },
    advance(sent) {
      writer.append(JSON.stringify(sent));
      if (sent.kind === 'trial') trials.set(sent.trialId, sent);
      else study = sent;
    },
    close: () => writer.close(),
  };
}

function isTarget(line: unknown): line is Target {
  return isJsonObject(line) && line.kind === 'target' && typeof line.experimentId === 'string';
}

function isSentTrial(line: unknown): line is SentTrial {
  if (!isJsonObject(line) || line.kind !== 'trial' || typeof line.trialId !== 'string') return false;
  return Number.isSafeInteger(line.attempt) && typeof line.runId === 'string' && typeof line.digest === 'string';
}

function isSentStudy(line: unknown): line is SentStudy {
  if (!isJsonObject(line) || line.kind !== 'study' || typeof line.runId !== 'string') return false;
  return typeof line.digest === 'string' && isJsonObject(line.files);
}
