import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  cacheDirectory,
  type DataFolders,
  type DataSummary,
  type Dataset,
  loadDataset,
  summarizeData,
} from '@collapse/datasets';
import { type DatasetSpecification, parseDataset, parseJson, UserError } from '@collapse/trials';
import { callFolder, forUser, fromUser } from './user-path.ts';

/**
 * What the closed forms need of the data that --data names: a file of rows, a JSON file with a data set's specification, or
 * that JSON itself.
 * @param wanted leading eigenvalues, where the dimension is too large for all of them
 * @throws UserError for data that cannot be read and a specification that is wrong
 */
export async function explainedData(
  given: string,
  wanted: number,
  onNotice: (line: string) => void,
): Promise<DataSummary> {
  const { specification, folders } = named(given);
  return summarizeData(specification, { cacheDirectory: cacheDirectory(), ...folders, wanted, onNotice });
}

/**
 * The same data themselves.
 * @throws UserError for data that cannot be read and a specification that is wrong
 */
export async function loadedData(given: string, onNotice: (line: string) => void): Promise<Dataset> {
  const { specification, folders } = named(given);
  return loadDataset(specification, { cacheDirectory: cacheDirectory(), ...folders, onNotice });
}

function named(given: string): { readonly specification: DatasetSpecification; readonly folders: DataFolders } {
  if (given.trimStart().startsWith('{')) {
    return {
      specification: parseDataset(parseJson(given, '--data'), '--data'),
      folders: { arraysDirectory: callFolder() },
    };
  }
  const file = fromUser(given);
  if (file.endsWith('.json')) {
    return {
      specification: parseDataset(parseJson(textOf(file), forUser(file)), forUser(file)),
      folders: { arraysDirectory: path.dirname(file) },
    };
  }
  return { specification: parseDataset({ name: 'array', file }, '--data'), folders: {} };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError(
      {
        field: '--data',
        expected: 'a file that can be read',
        received: `${forUser(file)} (${cause instanceof Error ? cause.message : cause})`,
        remedy: "Give a file of rows, or JSON with a data set's specification.",
      },
      { cause },
    );
  }
}
