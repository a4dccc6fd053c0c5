import { analyseStudy, findingsOf, writeReport, writeResultsTable } from '@collapse/analysis';
import { readStudy } from '@collapse/study';
import { keptLinks } from '@collapse/tracking';
import { reportCommand } from './command-line.ts';

/** What a study came to, once its results and report are written. */
export interface Outcome {
  readonly directory: string;
  readonly results: string;
  readonly report: string;
  /** One sentence with its number. */
  readonly headline: string;
  /** Values above a bound that no correct result exceeds. */
  readonly violations: number;
  readonly done: number;
  readonly failed: number;
  readonly missing: number;
}

/** Writes results.csv and the report of a study folder. @throws UserError where it is none or cannot be written */
export async function writeOutcome(directory: string): Promise<Outcome> {
  const analysis = analyseStudy(readStudy(directory));
  const results = writeResultsTable(directory, analysis);
  const options = { command: reportCommand(directory), links: keptLinks(directory) };
  const report = await writeReport(directory, analysis, options);
  const done = analysis.rows.filter(({ status }) => status === 'done').length;
  return {
    directory,
    results,
    report,
    headline: findingsOf(analysis).headline,
    violations: analysis.violations.length,
    done,
    failed: analysis.rows.length - done,
    missing: analysis.missing,
  };
}
