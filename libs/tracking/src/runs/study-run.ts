import { METRIC_NAMES } from '@collapse/trials';
import type { MetricPoint, RunStatus } from 'mlflow-js-client';
import { type StudyPlace, studyNote } from './study-note.ts';
import type { StudySummary } from './study-summary.ts';
import { STUDY_TAG, type StudyContext } from './trial-run.ts';

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
