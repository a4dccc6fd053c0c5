import { studyPaths, writeFileDurably } from '@collapse/study';
import type { Analysis } from './analyse-study.ts';
import { formatResults, resultsTable } from './results-table.ts';

/**
 * Writes results.csv of a study folder from its finished and failed trials.
 * @returns its path
 * @throws StorageError where it cannot be written
 */
export function writeResultsTable(directory: string, { all }: Pick<Analysis, 'all'>): string {
  const { results } = studyPaths(directory);
  writeFileDurably(results, formatResults(resultsTable(all)));
  return results;
}
