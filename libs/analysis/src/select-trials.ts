import { type Combination, summarizeOverSeeds } from './summarize-over-seeds.ts';
import type { TrialRow } from './trial-rows.ts';
import { type Axis, combinationKey, SEED_AXIS } from './varied-axes.ts';

const BETA_VARIANCE: readonly string[] = ['objective.beta', 'likelihood.variance'];

/** How trials are chosen to be shown one by one, in words for a caption. */
export const SELECTION_RULE =
  'Shown: for each model or other setting, trials evenly spaced from the least to the greatest beta × variance, the first finished seed of each.';

/**
 * At most `limit` finished trials that together show the study: for each combination of the axes that are neither beta
 * nor the variance, evenly spaced by beta x variance (in the study's order where that does not exist), one seed each.
 */
export function selectTrials(rows: readonly TrialRow[], axes: readonly Axis[], limit: number): TrialRow[] {
  const candidates = summarizeOverSeeds(rows, axes, []).flatMap((combination) => firstDone(combination) ?? []);
  const others = axes.filter((axis) => axis.path !== SEED_AXIS && !BETA_VARIANCE.includes(axis.path));
  const groups = [...Map.groupBy(candidates, (row) => combinationKey(others, row)).values()];
  const shownGroups = evenlySpaced(groups, Math.min(groups.length, limit));
  const each = Math.max(1, Math.min(4, Math.floor(limit / Math.max(1, shownGroups.length))));
  return shownGroups.flatMap((group) => evenlySpaced(group.toSorted(byBetaVariance), each));
}

/** `count` elements with the first and the last among them; a single one is the middle. */
export function evenlySpaced<Element>(elements: readonly Element[], count: number): Element[] {
  if (elements.length <= count) return [...elements];
  const at = (index: number) =>
    count === 1 ? Math.floor(elements.length / 2) : Math.round((index * (elements.length - 1)) / (count - 1));
  const indices = new Set(Array.from({ length: count }, (_, index) => at(index)));
  return elements.filter((_, index) => indices.has(index));
}

function byBetaVariance(one: TrialRow, other: TrialRow): number {
  return (one.metrics.implied_beta_variance ?? 0) - (other.metrics.implied_beta_variance ?? 0);
}

function firstDone(combination: Combination): TrialRow | undefined {
  return combination.rows.find((row) => row.status === 'done');
}
