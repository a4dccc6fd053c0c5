import { readFileSync } from 'node:fs';
import { type BackendDescription, UserError } from '@collapse/trials';
import { writeFileDurably } from '../files/durable-file.ts';
import { isJsonObject } from '../files/json-lines.ts';
import { errorCode, StorageError } from '../files/storage-error.ts';
import type { StudyPaths } from '../folder/study-paths.ts';
import type { CodeVersion } from './code-version.ts';

export interface GridAxis {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** A component that a grid brought along, as much of it as a report needs. */
export interface GridComponent {
  /** As the grid lists it: relative to the grid file. */
  readonly file: string;
  /** The folder of the grid file, from the study folder. */
  readonly folder: string;
  /** What part of a trial it is, such as "likelihood". */
  readonly kind: string;
  /** The name that trials have it by. */
  readonly name: string;
  /** Of all that it is made of. */
  readonly sha256: string;
  readonly summary: string;
}

/** grid.json: the resolved grid and what its numbers come from. */
export interface GridRecord {
  readonly name: string;
  readonly description: string;
  readonly base: unknown;
  readonly axes: readonly GridAxis[];
  /** Components from outside that its trials can be made of; left out where there are none. */
  readonly components?: readonly GridComponent[];
  /** Every trial of the grid, in its order: the product of the axes, the last one fastest. */
  readonly trialIds: readonly string[];
  readonly versions: {
    readonly code: CodeVersion | null;
    readonly node: string;
    /** null where nothing was trained, such as a study put together from others. */
    readonly backend: BackendDescription | null;
  };
  /** Absolute: where the grid file was, from which relative files of data sets start; left out by earlier versions. */
  readonly folder?: string;
  /** sha256 of each data set's values, by the data set's key. */
  readonly datasets: Readonly<Record<string, string>>;
  /** Integer milliseconds since 1970. */
  readonly writtenAt: number;
}

/** @throws StorageError where the folder cannot be written */
export function writeGridRecord(paths: StudyPaths, record: GridRecord): void {
  writeFileDurably(paths.grid, `${JSON.stringify(record, null, 1)}\n`);
}

/**
 * The folder's grid; null where it has none yet.
 * @throws UserError where grid.json is broken
 */
export function readGridRecord(paths: StudyPaths): GridRecord | null {
  const text = readText(paths.grid);
  if (text === null) return null;
  const value = parse(text);
  if (isGridRecord(value)) return value;
  throw new UserError({
    field: paths.grid,
    expected: 'the record of a grid, as a run writes it',
    received: `${text.length} characters that are not one`,
    remedy: 'Choose another study folder with --out, or set this one aside with --fresh.',
  });
}

/**
 * Refuses a folder that belongs to a grid of another name. The same name with other axes is the same study, grown.
 * @throws UserError
 */
export function requireGridName(paths: StudyPaths, name: string): void {
  const record = readGridRecord(paths);
  if (record === null || record.name === name) return;
  throw new UserError({
    field: paths.directory,
    expected: `an empty folder or the study folder of the grid "${name}"`,
    received: `the study folder of the grid "${record.name}"`,
    remedy: 'Choose another folder with --out, or set this one aside with --fresh.',
  });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR' || code === 'EACCES') throw new StorageError(path, code, { cause: error });
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** By the fields that every reader relies on. */
function isGridRecord(value: unknown): value is GridRecord {
  if (!isJsonObject(value) || typeof value.name !== 'string') return false;
  return Array.isArray(value.axes) && Array.isArray(value.trialIds) && isJsonObject(value.versions);
}
