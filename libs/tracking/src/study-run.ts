import type { JournalEvent, Study } from '@collapse/study';
import { METRIC_NAMES, type MetricName, type TrialResult } from '@collapse/trials';
import type { MetricPoint, RunStatus } from 'mlflow-js-client';

import { type StudyPlace, studyNote } from './study-note.ts';
import { STUDY_TAG, type StudyContext } from './trial-run.ts';
import { verdictOf } from './verdict.ts';

/** The parent of a study's trials as MLflow is to hold it, but for its files. */
export interface StudyRun {
  readonly key: string;
  readonly runName: string;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly status: RunStatus;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly MetricPoint[];
}

/** A study's results in numbers, gathered one result at a time. */
export interface StudySummary {
  readonly done: number;
  readonly failed: number;
  /** Trials of the grid without a result. */
  readonly missing: number;
  readonly verdicts: ReadonlyMap<string, number>;
  readonly ranges: ReadonlyMap<MetricName, { readonly lowest: number; readonly highest: number }>;
  /** Names of the trials' pictures' files. */
  readonly pictures: readonly string[];
  /** When the first trial began and the last one ended, integer milliseconds since 1970; null before there is one. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly lastEvent: JournalEvent | null;
}

const SUMMARISED: readonly MetricName[] = ['active_units', 'elbo', 'kl', 'log_likelihood', 'collapsed_fraction'];

export function summariseStudy(study: Pick<Study, 'grid' | 'results' | 'journal'>): StudySummary {
  const wanted = new Set(study.grid.trialIds);
  const verdicts = new Map<string, number>();
  const ranges = new Map<MetricName, { lowest: number; highest: number }>();
  const pictures = new Set<string>();
  let [done, failed] = [0, 0];
  let [startedAt, finishedAt]: (number | null)[] = [null, null];
  for (const result of study.results) {
    wanted.delete(result.trialId);
    if (result.status === 'done') done += 1;
    else failed += 1;
    startedAt = Math.min(startedAt ?? result.startedAt, result.startedAt);
    finishedAt = Math.max(finishedAt ?? result.finishedAt, result.finishedAt);
    const { collapse } = verdictOf(result);
    verdicts.set(collapse, (verdicts.get(collapse) ?? 0) + 1);
    for (const file of picturesOf(result)) pictures.add(file);
    for (const name of SUMMARISED) widen(ranges, name, result);
  }
  let lastEvent: JournalEvent | null = null;
  for (const event of study.journal) lastEvent = event;
  return {
    done,
    failed,
    missing: wanted.size,
    verdicts,
    ranges,
    pictures: [...pictures].sort(),
    startedAt: startedAt ?? null,
    finishedAt: finishedAt ?? null,
    lastEvent,
  };
}

function picturesOf(result: TrialResult): string[] {
  return result.status === 'done' ? result.pictures.map(({ file }) => file) : [];
}

function widen(ranges: Map<MetricName, { lowest: number; highest: number }>, name: MetricName, result: TrialResult) {
  const value = result.status === 'done' ? result.metrics[name] : null;
  if (value === null || !Number.isFinite(value)) return;
  const { lowest, highest } = ranges.get(name) ?? { lowest: value, highest: value };
  ranges.set(name, { lowest: Math.min(lowest, value), highest: Math.max(highest, value) });
}

/** @param place where the run is, for the links in its description */
export function studyRun(summary: StudySummary, context: StudyContext, place: StudyPlace): StudyRun {
  const { grid, studyId } = context;
  const { node, backend } = grid.versions;
  const tags: Record<string, string> = {
    [STUDY_TAG]: studyId,
    role: 'study',
    study: grid.name,
    node,
    'mlflow.note.content': studyNote(summary, context, place),
  };
  for (const { path, values } of grid.axes) tags[`axis.${path === '' ? 'trial' : path}`] = shortText(values);
  if (backend !== null) tags.backend = `${backend.name} ${backend.device}`;
  return {
    key: studyId,
    runName: `study ${grid.name}`,
    startTime: startOf(summary, context),
    endTime: summary.missing === 0 ? (summary.finishedAt ?? undefined) : undefined,
    status: statusOf(summary),
    tags,
    metrics: summaryMetrics(summary, startOf(summary, context)),
  };
}

export function startOf({ startedAt }: StudySummary, { grid }: StudyContext): number {
  return startedAt ?? grid.writtenAt;
}

/** A study that stopped before its end counts as killed until it goes on. */
function statusOf({ missing, lastEvent }: StudySummary): RunStatus {
  if (missing === 0) return 'FINISHED';
  return lastEvent?.kind === 'closed' ? 'KILLED' : 'RUNNING';
}

/** Under names of their own, so that charts of trials are not mixed with their study's. The step is the number of results. */
function summaryMetrics(summary: StudySummary, startedAt: number): MetricPoint[] {
  const step = summary.done + summary.failed;
  const timestamp = summary.finishedAt ?? startedAt;
  const point = (key: string, value: number): MetricPoint => ({ key: `study/${key}`, value, step, timestamp });
  const counts = [
    point('trials', step + summary.missing),
    point('done', summary.done),
    point('failed', summary.failed),
  ];
  const verdicts = Array.from(summary.verdicts, ([verdict, count]) => point(`verdict ${verdict}`, count));
  const ranges = METRIC_NAMES.flatMap((name) => {
    const range = summary.ranges.get(name);
    return range === undefined ? [] : [point(`${name} lowest`, range.lowest), point(`${name} highest`, range.highest)];
  });
  return [...counts, ...verdicts, ...ranges];
}

const LONGEST_TAG = 2000;

function shortText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_TAG ? `${text.slice(0, LONGEST_TAG)} ... (in full in grid.json)` : text;
}
