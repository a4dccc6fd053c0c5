import type { Evidence } from '@collapse/trials';
import { plural } from '../counting-words.ts';
import { rowEvidence } from '../row-judgement.ts';
import type { TrialRow } from '../trial-rows.ts';
import { seedRange } from './over-seeds.ts';

/** How many trials a page rests on, and of how many a closed form can say something. */
export interface TrialCounts extends Readonly<Record<Evidence, number>> {
  /** Seeds of each setting, least and most. */
  readonly seeds: readonly [least: number, most: number];
}

/** exact: of this very model, whose decoder is linear. yardstick: of the best linear VAE at the same settings. */
export function evidenceOfRow({ evidence, fields, metrics }: TrialRow): Evidence {
  return evidence ?? rowEvidence(fields, metrics);
}

export function countTrials(rows: readonly TrialRow[]): TrialCounts {
  const count = (evidence: Evidence) => rows.filter((row) => evidenceOfRow(row) === evidence).length;
  return { exact: count('exact'), yardstick: count('yardstick'), none: count('none'), seeds: seedRange(rows) };
}

/** Two sentences. */
export function countWords({ exact, yardstick, none, seeds: [least, most] }: TrialCounts): string {
  const trials = exact + yardstick + none;
  const seeds = most === 1 ? 'one seed' : least === most ? `${most} seeds` : `${least} to ${most} seeds`;
  const start = `${plural(trials, 'finished trial')}, ${seeds} of each setting.`;
  if (none === trials) return `${start} There is no closed form for any of them.`;
  const parts = [
    exact > 0 && `exact for ${exact === trials ? 'all of them' : exact} (linear decoder)`,
    yardstick > 0 &&
      `a yardstick for ${yardstick === trials ? 'all of them' : yardstick} (nonlinear decoder: it is the best linear VAE’s)`,
    none > 0 && `there is none for ${none}`,
  ].filter((part) => part !== false);
  return `${start} The closed form is ${parts.join('; ')}.`;
}
