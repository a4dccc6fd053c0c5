import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '@collapse/trials';
import { isJsonObject } from '../files/json-lines.ts';
import { listFolder } from '../files/list-folder.ts';
import { errorCode, writing } from '../files/storage-error.ts';
import type { StudyPaths } from '../folder/study-paths.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

interface LockOwner extends ProcessIdentity {
  readonly startedAt: number;
}

/** The process that works on a study. */
export interface StudyOwner {
  readonly host: string;
  readonly processId: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether it is a process of this host. */
  readonly here: boolean;
}

/** The right to write a study folder, held by one process at a time. */
export interface StudyLock {
  /** The folder that stands for the lock, with its owner in owner.json. */
  readonly path: string;
  release(): void;
}

/**
 * Takes the study folder for this process. A lock is a folder lock.N with the owner's name in it, put in place by one
 * rename; the highest N counts. A lock of a process that is dead is not removed first (another process could be doing
 * the same) but outbid by N + 1, which only one can create.
 * @throws UserError where another run holds it, naming its process and host
 * @throws StorageError where the folder cannot be written
 */
export function lockStudy(paths: StudyPaths, clock: () => number = Date.now): StudyLock {
  const owner: LockOwner = { ...thisProcess(), startedAt: Math.trunc(clock()) };
  for (;;) {
    const highest = lockNumbers(paths).at(-1) ?? 0;
    if (highest > 0) refuseIfHeld(paths, lockPath(paths, highest));
    const mine = highest + 1;
    const path = lockPath(paths, mine);
    if (!putInPlace(paths, path, owner)) continue;
    const others = lockNumbers(paths).filter((number) => number !== mine);
    if (others.some((number) => number > mine)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    for (const number of others) rmSync(lockPath(paths, number), { recursive: true, force: true });
    return { path, release: () => rmSync(path, { recursive: true, force: true }) };
  }
}

/** Who holds the lock; null where nobody does, or where its holder on this host is dead. */
export function studyOwner(paths: StudyPaths): StudyOwner | null {
  const highest = lockNumbers(paths).at(-1);
  const owner = highest === undefined ? null : readOwner(lockPath(paths, highest));
  if (owner === null) return null;
  const here = owner.host === hostname();
  if (here && !isAlive(owner)) return null;
  return { host: owner.host, processId: owner.processId, startedAt: owner.startedAt, here };
}

function lockPath(paths: StudyPaths, number: number): string {
  return `${paths.lock}.${number}`;
}

/** The numbers of the locks there are, ascending. */
function lockNumbers(paths: StudyPaths): number[] {
  const prefix = `${basename(paths.lock)}.`;
  return listFolder(dirname(paths.lock))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}

/** False where the lock is there already. */
function putInPlace(paths: StudyPaths, path: string, owner: LockOwner): boolean {
  const temporary = `${path}.${process.pid}.tmp`;
  return writing(paths.directory, () => {
    try {
      mkdirSync(temporary, { recursive: true });
      writeFileSync(ownerFile(temporary), JSON.stringify(owner));
      renameSync(temporary, path);
      return true;
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      const code = errorCode(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  });
}

function refuseIfHeld(paths: StudyPaths, path: string): void {
  const owner = readOwner(path);
  if (owner === null) return;
  const here = owner.host === hostname();
  if (here && !staysAlive(owner)) return;
  throw new UserError({
    field: paths.directory,
    expected: 'a study folder that no other run is using',
    received: `one in use by process ${owner.processId} on ${owner.host} since ${new Date(owner.startedAt).toISOString()}`,
    remedy: here
      ? 'Wait for that run or stop it, or choose another study folder with --out.'
      : `Wait for that run or stop it. If nothing of it is alive on ${owner.host}, remove ${path} and run this again.`,
  });
}

/** How long a process that was killed may take to be gone. */
const DYING_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 20;

/** Gives a process that was just killed the time to end: with many threads it is there for a moment longer. */
function staysAlive(owner: LockOwner): boolean {
  const until = performance.now() + DYING_MILLISECONDS;
  while (isAlive(owner)) {
    if (owner.processId === process.pid || performance.now() > until) return true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MILLISECONDS);
  }
  return false;
}

/** null where the lock is being released, or was left by something that is not a run. */
function readOwner(path: string): LockOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(ownerFile(path), 'utf8'));
    return isLockOwner(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

function isLockOwner(value: unknown): value is LockOwner {
  if (!isJsonObject(value) || typeof value.host !== 'string') return false;
  if (value.start !== null && typeof value.start !== 'string') return false;
  return Number.isSafeInteger(value.processId) && Number.isSafeInteger(value.startedAt);
}

function ownerFile(path: string): string {
  return join(path, 'owner.json');
}
