import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '@collapse/study';
import type { StudyDefinition } from '@collapse/trials';
import type { StudyReport } from '../studies/study-report.ts';
import type { TrialCounts } from '../studies/trial-counts.ts';

/** What the trials ran on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Cores that other processes kept busy just before training began. */
  readonly loadAtStart: number;
}

/** One run of a study, as it was made. */
export interface StudyRun {
  readonly size: string;
  readonly command: string;
  /** Integer milliseconds since 1970 at which the last trial ended. */
  readonly finishedAt: number;
  readonly trials: number;
  readonly failed: number;
  /** Time in training summed over trials, and from the first start to the last end. */
  readonly trainingSeconds: number;
  readonly elapsedSeconds: number;
  /** What the full size would take in training, by its multiplications; null for the full and the quick size. */
  readonly fullSeconds: number | null;
  readonly machine: Machine;
  readonly backend: string;
}

/** study.json beside a study's page: all that the page, the gallery and the list of studies say. */
export interface StudyRecord
  extends Pick<StudyDefinition, 'name' | 'title' | 'question' | 'source' | 'needs'>,
    Omit<StudyReport, 'figures'> {
  readonly run: StudyRun;
  /** What it rests on; records of earlier versions lack it. */
  readonly counts?: TrialCounts;
  readonly figures: readonly { readonly name: string; readonly title: string; readonly caption: string }[];
}

export const RECORD_FILE = 'study.json';
export const RESULTS_FILE = 'results.csv';

/** The records in a folder of pages, by name; folders without one are passed over. */
export function readStudyRecords(reports: string): StudyRecord[] {
  return listFolders(reports).flatMap((name) => readStudyRecord(join(reports, name)) ?? []);
}

/** null where the study has no page yet. */
export function readStudyRecord(folder: string): StudyRecord | null {
  let text: string;
  try {
    text = readFileSync(join(folder, RECORD_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  return isStudyRecord(value) ? value : null;
}

function listFolders(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function isStudyRecord(value: unknown): value is StudyRecord {
  return (
    isJsonObject(value) && typeof value.name === 'string' && isJsonObject(value.run) && Array.isArray(value.figures)
  );
}
