import { readStudy, writeFileDurably } from '@collapse/study';
import { formatResults, resultsTable } from './results-table.ts';
import { trialRow } from './trial-rows.ts';

/**
 * Writes results.csv of a study folder from its finished and failed trials.
 * @returns its path
 * @throws UserError where the directory is no study folder
 * @throws StorageError where it cannot be written
 */
export function writeResultsTable(directory: string): string {
  const study = readStudy(directory);
  writeFileDurably(study.paths.results, formatResults(resultsTable(Array.from(study.results, trialRow))));
  return study.paths.results;
}
