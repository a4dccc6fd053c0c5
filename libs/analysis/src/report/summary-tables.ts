import type { Analysis } from '../analyse-study.ts';
import { compareWithTheory } from '../compare-with-theory.ts';
import { counted } from '../counting-words.ts';
import { shortNumber } from '../short-number.ts';
import { type Combination, type Spread, summarizeBy, summarizeOverSeeds } from '../summarize-over-seeds.ts';
import { type Axis, axisValue, SEED_AXIS } from '../varied-axes.ts';
import { VERDICT_WORDS, type VerdictKind } from '../verdicts.ts';
import { type Html, html } from './html.ts';
import { type Column, reportTable } from './report-table.ts';

const MOST_ROWS = 200;
const METRICS = ['elbo', 'log_likelihood', 'active_units', 'active_units_predicted', 'collapsed_fraction'] as const;

const GAP = { name: 'gap', of: (row: Combination['rows'][number]) => compareWithTheory(row).objectiveGap };

/** Each combination of settings with its spread over seeds. */
export function combinationTable(analysis: Analysis): Html {
  const { rows, axes } = analysis;
  const shownAxes = axes.filter((axis) => axis.path !== SEED_AXIS);
  const combinations = summarizeOverSeeds(rows, axes, METRICS, [GAP]);
  const columns: Column<Combination>[] = [
    ...shownAxes.map((axis) => axisColumn(axis)),
    ...measureColumns(COUNTS, combinations),
    { title: 'verdict', of: (combination) => verdictWords(analysis, combination), kind: 'words' },
    ...measureColumns([...LIKELIHOODS, ...SHARES], combinations),
  ];
  return html`
    ${reportTable(columns, combinations.slice(0, MOST_ROWS), { label: 'Every combination of settings, over seeds' })}
    ${
      combinations.length > MOST_ROWS &&
      html`<p class="faint">The first ${MOST_ROWS} of ${counted(combinations.length)} combinations; all are in <a href="../results.csv">results.csv</a>.</p>`
    }`;
}

/** For each axis, what its values do on average over everything else. */
export function axisTables(analysis: Analysis): Html {
  const shown = analysis.axes.filter((axis) => axis.path !== SEED_AXIS && axis.values.length <= MOST_ROWS);
  return html`${shown.map((axis) => {
    const groups = summarizeBy(analysis.rows, [axis], METRICS, [GAP]).toSorted(
      (one, other) => position(axis, one) - position(axis, other),
    );
    const columns: Column<Combination>[] = [
      axisColumn(axis),
      { title: 'trials', of: (group) => String(group.rows.length), kind: 'number' },
      ...measureColumns([...COUNTS, ...SHARES], groups),
      { title: 'verdicts', of: (group) => verdictWords(analysis, group), kind: 'words' },
    ];
    return html`<h3>By ${axis.title}${axis.title === axis.path ? '' : html` <code>${axis.path}</code>`}</h3>
      ${reportTable(columns, groups, { label: `Summary by ${axis.title}` })}`;
  })}`;
}

function axisColumn(axis: Axis): Column<Combination> {
  return {
    title: axis.title,
    of: ({ rows: [row] }) => (row === undefined ? null : axisValue(axis, row).label),
    kind: 'heading',
  };
}

function position(axis: Axis, { rows: [row] }: Combination): number {
  return row === undefined ? 0 : axis.values.indexOf(axisValue(axis, row));
}

interface Measure {
  readonly title: string;
  readonly name: string;
}

const COUNTS: readonly Measure[] = [
  { title: 'active', name: 'active_units' },
  { title: 'predicted', name: 'active_units_predicted' },
];
const LIKELIHOODS: readonly Measure[] = [
  { title: 'ELBO', name: 'elbo' },
  { title: 'log-likelihood', name: 'log_likelihood' },
];
const SHARES: readonly Measure[] = [
  { title: 'below optimum', name: 'gap' },
  { title: 'collapsed share', name: 'collapsed_fraction' },
];

/** Those measures that any of the groups has. */
function measureColumns(measures: readonly Measure[], groups: readonly Combination[]): Column<Combination>[] {
  return measures
    .filter(({ name }) => groups.some((group) => group.spreads[name] != null))
    .map(({ title, name }) => ({ title, of: (group) => spreadWords(group.spreads[name] ?? null), kind: 'number' }));
}

/** `12.3 ± 0.4`: mean and standard deviation; the mean alone where nothing varies. */
export function spreadWords(spread: Spread | null): string {
  if (spread === null) return '';
  const mean = shortNumber(spread.mean);
  return spread.maximum === spread.minimum ? mean : `${mean} ± ${shortNumber(spread.deviation)}`;
}

/** The verdict that all were given, or how often each was. */
function verdictWords({ verdicts }: Analysis, { rows }: Combination): string {
  const counts = new Map<VerdictKind, number>();
  for (const { trialId } of rows) {
    const kind = verdicts.get(trialId)?.kind;
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind, count]) => (counts.size === 1 ? VERDICT_WORDS[kind] : `${VERDICT_WORDS[kind]} (${counted(count)})`))
    .join(', ');
}
