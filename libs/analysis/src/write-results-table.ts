import { studyPaths, writeFileDurably } from '@collapse/study';
import type { Analysis } from './analyse-study.ts';
import { parquetOfResults } from './results-parquet.ts';
import { formatResults, resultsTable } from './results-table.ts';

/**
 * Writes results.csv of a study folder from its finished and failed trials, and results.parquet with the same table.
 * @returns the path of results.csv
 * @throws StorageError where one of them cannot be written
 */
export function writeResultsTable(directory: string, { all }: Pick<Analysis, 'all'>): string {
  const { results, parquet } = studyPaths(directory);
  const table = resultsTable(all);
  writeFileDurably(results, formatResults(table));
  writeFileDurably(parquet, parquetOfResults(table));
  return results;
}
