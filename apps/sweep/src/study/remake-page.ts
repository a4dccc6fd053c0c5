import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DataEvidence,
  parseResults,
  RESULTS_FILE,
  readStudyRecord,
  rowsOfResults,
  type StudyEvidence,
  type StudyRecord,
  writeStudyPage,
} from '@collapse/analysis';
import { cacheDirectory, datasetShape } from '@collapse/datasets';
import { type Grid, parseGrid, UserError } from '@collapse/trials';
import { loadDatasets } from '../plan.ts';
import { forUser } from '../user-path.ts';
import type { FoundStudy } from './find-studies.ts';

/** What a page was made of, as far as the page itself has it. */
export interface PageEvidence {
  readonly record: StudyRecord;
  readonly grids: readonly Grid[];
  /** Its trials, from results.csv. */
  readonly evidence: Omit<StudyEvidence, 'data'>;
}

/**
 * Reads a study's page back.
 * @throws UserError where there is no page, or where it is of other trials than the study has
 */
export function readPageEvidence({ file, definition }: FoundStudy, reports: string): PageEvidence {
  const folder = join(reports, definition.name);
  const table = join(folder, RESULTS_FILE);
  const record = readStudyRecord(folder);
  if (record === null || !existsSync(table)) {
    throw new UserError({
      field: '--from-results',
      expected: `a page in ${forUser(folder)}`,
      received: 'none',
      remedy: `Run the study first: npx sweep study --name ${definition.name}`,
    });
  }
  const grids = (definition.sizes[record.run.size] ?? []).map((input) =>
    parseGrid(input, forUser(file), { datasetFacts: datasetShape }),
  );
  const results = parseResults(readFileSync(table, 'utf8'));
  const trained = new Set(results.array('trial_id'));
  const planned = grids.flatMap(({ trials }) => trials.map(({ id }) => id));
  const without = planned.filter((id) => !trained.has(id));
  if (without.length > 0 || trained.size !== new Set(planned).size) {
    throw new UserError({
      field: forUser(table),
      expected: `the ${planned.length} trials of the study's ${record.run.size} size`,
      received: `${trained.size} trials, ${planned.length - without.length} of them the study's`,
      remedy: `The study has changed since: run it again with npx sweep study --name ${definition.name}`,
    });
  }
  const analyses = grids.map((grid) => ({
    study: { grid, result: () => null, history: () => [] },
    rows: rowsOfResults(results, grid.trials),
  }));
  return { record, grids, evidence: { analyses, kept: record.kept ?? {} } };
}

/**
 * Makes a study's page again from the page's own table, without its trials: sentences, tables and the figures that need
 * nothing else. Its run, its table and all other figures stay as they are.
 * @throws UserError where there is no page, or where it is of other trials than the study has
 */
export async function remakePage(
  study: FoundStudy,
  { reports, onNotice }: { readonly reports: string; readonly onNotice: (line: string) => void },
): Promise<StudyRecord> {
  const { record, grids, evidence } = readPageEvidence(study, reports);
  const data = new Map<string, DataEvidence>();
  const options = { cacheDirectory: cacheDirectory(), onNotice };
  for (const grid of grids) {
    try {
      for (const [key, dataset] of await loadDatasets(grid, options)) data.set(key, dataset);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onNotice(`${error.message}\nFigures that are drawn with these data stay as they are.`);
    }
  }
  return writeStudyPage(study.definition, { ...evidence, data: [...data.values()] }, { reports, run: record.run });
}
