import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { studyPaths, writeFileDurably, writing } from '@collapse/study';
import type { Analysis } from './analyse-study.ts';
import { drawFigures } from './report/figure-section.ts';
import { reportPage } from './report/page.ts';
import { reportFigures } from './report/report-figures.ts';
import { trialPictures } from './report/trial-pictures.ts';

/** A report's files by name, index.html and a .svg for each figure. */
export type ReportFiles = ReadonlyMap<string, string>;

export interface ReportOptions {
  /** The command that makes the report again, as the captions name it. */
  readonly command: string;
  /** Where else to look at the study, such as an MLflow server. */
  readonly links?: readonly ReportLink[];
}

export interface ReportLink {
  readonly title: string;
  readonly url: string;
}

/** Makes a study's report without writing it. Reads the selected trials' files. */
export async function makeReport(analysis: Analysis, { command, links = [] }: ReportOptions): Promise<ReportFiles> {
  const figures = await drawFigures(reportFigures(analysis));
  const page = reportPage({ analysis, figures, pictures: trialPictures(analysis), command, links });
  return new Map([['index.html', page], ...figures.map(({ name, wide }): [string, string] => [`${name}.svg`, wide])]);
}

/**
 * Writes report/index.html of a study folder, its figures as .svg beside it.
 * @returns the path of index.html
 * @throws StorageError where it cannot be written
 */
export async function writeReport(directory: string, analysis: Analysis, options: ReportOptions): Promise<string> {
  const files = await makeReport(analysis, options);
  const { report } = studyPaths(directory);
  writing(report, () => mkdirSync(report, { recursive: true }));
  for (const [name, text] of files) writeFileDurably(join(report, name), text);
  return join(report, 'index.html');
}
