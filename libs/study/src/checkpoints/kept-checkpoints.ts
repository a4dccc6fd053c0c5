import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileDurably } from '../files/durable-file.ts';
import { listFolder } from '../files/list-folder.ts';
import { writing } from '../files/storage-error.ts';
import { parseAttemptName, type StudyPaths } from '../folder/study-paths.ts';
import { type CheckpointHeader, DamagedCheckpoint, readCheckpointHeader } from './checkpoint-file.ts';

/** In an attempt's folder, the latest first: where one is damaged the one before it serves. */
const NAMES = ['checkpoint.bin', 'checkpoint.previous.bin'] as const;

/** A checkpoint in the folder of an attempt. */
export interface KeptCheckpoint {
  readonly path: string;
  readonly trialId: string;
  readonly attempt: number;
  /** null where it cannot be read. */
  readonly header: CheckpointHeader | null;
}

/**
 * Puts a checkpoint into an attempt's folder, complete or not at all; the one before it stays beside it.
 * @throws StorageError where the disk is full or not writable
 */
export function writeCheckpoint(directory: string, parts: Iterable<Uint8Array>): void {
  const latest = join(directory, NAMES[0]);
  writing(latest, () => {
    if (existsSync(latest)) renameSync(latest, join(directory, NAMES[1]));
  });
  writeFileDurably(latest, parts);
}

/** The checkpoints of attempts at these trials, or at all where none are named, the furthest first; damaged ones last. */
export function listCheckpoints(paths: StudyPaths, trialIds?: ReadonlySet<string>): KeptCheckpoint[] {
  const found = listFolder(paths.attempts).flatMap((folder) => {
    const parsed = parseAttemptName(folder);
    if (parsed === null || trialIds?.has(parsed.trialId) === false) return [];
    const present = NAMES.map((name) => join(paths.attempts, folder, name)).filter((path) => existsSync(path));
    return present.map((path): KeptCheckpoint => ({ path, ...parsed, header: headerOf(path) }));
  });
  const step = ({ header }: KeptCheckpoint) => header?.step ?? -1;
  return found.sort((one, other) => step(other) - step(one) || other.attempt - one.attempt);
}

/** Removes a checkpoint, and the folder of an attempt that has nothing else. */
export function removeCheckpoint(path: string): void {
  rmSync(path, { force: true });
  const directory = dirname(path);
  if (listFolder(directory).length === 0) rmSync(directory, { recursive: true, force: true });
}

/** Removes an attempt's checkpoints; where there are none, nothing. */
export function removeCheckpoints(directory: string): void {
  for (const name of NAMES) rmSync(join(directory, name), { force: true });
}

/** Whether an attempt's folder has checkpoints. What else is in it is removed then. */
export function keepCheckpointsAlone(directory: string): boolean {
  const names = listFolder(directory);
  const isCheckpoint = (name: string) => NAMES.some((known) => known === name);
  if (!names.some(isCheckpoint)) return false;
  for (const name of names) {
    if (!isCheckpoint(name)) writing(directory, () => rmSync(join(directory, name), { recursive: true, force: true }));
  }
  return true;
}

function headerOf(path: string): CheckpointHeader | null {
  try {
    return readCheckpointHeader(path);
  } catch (error) {
    if (error instanceof DamagedCheckpoint) return null;
    throw error;
  }
}
