import type { JournalEvent, Study } from '@collapse/study';
import type { MetricName, TrialResult } from '@collapse/trials';
import { verdictOf } from './verdict.ts';

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
