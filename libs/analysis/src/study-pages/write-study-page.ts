import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably, writing } from '@collapse/study';
import type { StudyDefinition } from '@collapse/trials';
import { withCommand } from '../figures/command-caption.ts';
import { renderSvg } from '../figures/render-svg.ts';
import { formatResults, resultsTable } from '../results-table.ts';
import { doneRows, knownData, type StudyEvidence } from '../studies/evidence.ts';
import { inStudyOrder, studyReading } from '../studies/registry.ts';
import type { StudyFigure } from '../studies/study-report.ts';
import { countTrials } from '../studies/trial-counts.ts';
import { EXPLORER_FILE, galleryPage } from './gallery.ts';
import { studyPage } from './study-page.ts';
import { RECORD_FILE, RESULTS_FILE, readStudyRecords, type StudyRecord, type StudyRun } from './study-record.ts';

export interface StudyPageOptions {
  /** The folder of all studies' pages; this one's is a folder in it, named after the study. */
  readonly reports: string;
  readonly run: StudyRun;
}

/** What a page of these trials says, and its figures. @throws RangeError for a study without a reading */
export function readPage(
  definition: StudyDefinition,
  evidence: StudyEvidence,
  run: StudyRun,
): { readonly record: StudyRecord; readonly figures: readonly StudyFigure[] } {
  const reading = studyReading(definition.name);
  if (reading === null) throw new RangeError(`nobody has written a reading for the study ${definition.name}`);
  const { figures, ...found } = reading(evidence);
  const { name, title, question, source, needs } = definition;
  const record: StudyRecord = {
    ...{ name, title, question, source, needs },
    ...found,
    counts: countTrials(doneRows(evidence)),
    run,
    figures: figures.map((figure) => ({ name: figure.name, title: figure.title, caption: figure.caption })),
  };
  return { record, figures };
}

/**
 * Writes a study's page: README.md, figures as SVG, results.csv and study.json; and the gallery of all pages again. Where
 * the evidence is the page's own table, that and the figures that need more than the table stay as they are.
 * @throws RangeError for a study without a reading
 * @throws StorageError where it cannot be written
 */
export async function writeStudyPage(
  definition: StudyDefinition,
  evidence: StudyEvidence,
  { reports, run }: StudyPageOptions,
): Promise<StudyRecord> {
  const { record, figures } = readPage(definition, evidence, run);
  const folder = join(reports, record.name);
  const fromTable = evidence.kept !== undefined;
  writing(folder, () => mkdirSync(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFileDurably(join(folder, file), text);
  const drawn = new Set<string>();
  for (const figure of figures) {
    for (const [name, width] of [
      [figure.name, 'wide'],
      [`${figure.name}-narrow`, 'narrow'],
    ] as const) {
      drawn.add(`${name}.svg`);
      if (fromTable && !canDraw(figure, evidence)) continue;
      write(`${name}.svg`, await renderSvg(withCommand(figure.spec(width), run.command, width), name));
    }
  }
  if (!fromTable) write(RESULTS_FILE, formatResults(resultsTable(evidence.analyses.flatMap(({ rows }) => rows))));
  write(RECORD_FILE, `${JSON.stringify(record, null, 1)}\n`);
  write('README.md', studyPage(record));
  // Last, as another study may be making the gallery: figures of an earlier run, which may have had other names.
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.svg') && !drawn.has(file)) writing(file, () => rmSync(join(folder, file)));
  }
  writeGallery(reports);
  return record;
}

/** Whether the page's own table and the data sets to hand are enough. */
function canDraw({ needsTrials, needsDataOf }: StudyFigure, evidence: StudyEvidence): boolean {
  return !needsTrials && (needsDataOf === undefined || knownData(evidence, needsDataOf) !== undefined);
}

/** Writes index.html of a folder of pages, from the pages alone. */
export function writeGallery(reports: string): string {
  const records = inStudyOrder(readStudyRecords(reports), ({ name }) => name);
  const entries = records.map((record) => ({
    record,
    drawings: record.figures.map((figure) => ({
      wide: readFileSync(join(reports, record.name, `${figure.name}.svg`), 'utf8'),
      narrow: readFileSync(join(reports, record.name, `${figure.name}-narrow.svg`), 'utf8'),
    })),
  }));
  const path = join(reports, 'index.html');
  writeFileDurably(path, galleryPage(entries, existsSync(join(reports, EXPLORER_FILE))));
  return path;
}
