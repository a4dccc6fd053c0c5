import type { Evidence } from '@collapse/trials';
import { plural } from '../counting-words.ts';
import { rowEvidence } from '../row-judgement.ts';
import type { TrialRow } from '../trial-rows.ts';
import { seedRange } from './over-seeds.ts';

/** How many trials a page rests on, and of how many a closed form can say something. */
export interface TrialCounts extends Readonly<Record<Evidence, number>> {
  /** Seeds of each setting, least and most. */
  readonly seeds: readonly [least: number, most: number];
  /**
   * Trials without an optimum of their own, by what the slope of their training curves says; records of earlier versions lack it.
   * With an exact optimum the distance to it says more, and the page's deviations say that.
   */
  readonly ends?: TrainingEnds;
}

interface TrainingEnds {
  readonly level: number;
  readonly rising: number;
  /** No slope was recorded. */
  readonly unknown: number;
}

/** exact: of this very model, whose decoder is linear. yardstick: of the best linear VAE at the same settings. */
export function evidenceOfRow({ evidence, fields, metrics }: TrialRow): Evidence {
  return evidence ?? rowEvidence(fields, metrics);
}

export function countTrials(rows: readonly TrialRow[]): TrialCounts {
  const count = (evidence: Evidence) => rows.filter((row) => evidenceOfRow(row) === evidence).length;
  const counts = { exact: count('exact'), yardstick: count('yardstick'), none: count('none'), seeds: seedRange(rows) };
  const others = rows.filter((row) => evidenceOfRow(row) !== 'exact');
  const ended = (kind: keyof TrainingEnds) => others.filter((row) => endOf(row) === kind).length;
  return others.length === 0
    ? counts
    : { ...counts, ends: { level: ended('level'), rising: ended('rising'), unknown: ended('unknown') } };
}

function endOf({ judgement }: TrialRow): string {
  return judgement?.training.kind ?? 'unknown';
}

/** Two sentences, and a third where trials have no optimum of their own to end at. */
export function countWords({ exact, yardstick, none, seeds: [least, most], ends }: TrialCounts): string {
  const trials = exact + yardstick + none;
  const seeds = most === 1 ? 'one seed' : least === most ? `${most} seeds` : `${least} to ${most} seeds`;
  const start = `${plural(trials, 'finished trial')}, ${seeds} of each setting.`;
  const end = ends === undefined ? '' : ` ${endWords(ends)}`;
  if (none === trials) return `${start} There is no closed form for any of them.${end}`;
  const parts = [
    exact > 0 && `exact for ${exact === trials ? 'all of them' : exact} (linear decoder)`,
    yardstick > 0 &&
      `a yardstick for ${yardstick === trials ? 'all of them' : yardstick} (nonlinear decoder: it is the best linear VAE’s)`,
    none > 0 && `there is none for ${none}`,
  ].filter((part) => part !== false);
  return `${start} The closed form is ${parts.join('; ')}.${end}`;
}

function endWords({ level, rising, unknown }: TrainingEnds): string {
  const trials = level + rising + unknown;
  const of = `the ${trials === 1 ? 'trial' : plural(trials, 'trial')} without an exact optimum`;
  if (unknown === trials) return `Whether training had ended is not known of ${of}: no slope was recorded.`;
  const rest = unknown === 0 ? '' : `; of ${unknown} it is not known`;
  return `Of ${of}, ${rising} ${rising === 1 ? 'was' : 'were'} still rising when training stopped${rest}.`;
}
