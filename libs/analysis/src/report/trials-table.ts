import { METRIC_NAMES, type MetricName } from '@collapse/trials';
import type { Analysis } from '../analyse-study.ts';
import { counted } from '../counting-words.ts';
import { fieldPaths } from '../results-table.ts';
import type { TrialRow } from '../trial-rows.ts';
import { axisValue } from '../varied-axes.ts';
import { VERDICT_WORDS } from '../verdicts.ts';
import { type Html, html } from './html.ts';
import { type Column, reportTable } from './report-table.ts';

const MOST_ROWS = 500;

const MAIN_METRICS: readonly MetricName[] = [
  'elbo',
  'log_likelihood',
  'objective',
  'objective_optimum',
  'active_units',
  'active_units_predicted',
  'collapsed_fraction',
];

/** The results table: what varies, the main metrics and the verdict, every other column at the reader's wish. */
export function trialsTable(analysis: Analysis): Html {
  const { rows, axes, verdicts } = analysis;
  const shown = rows.slice(0, MOST_ROWS);
  const varied = new Set(axes.flatMap((axis) => axis.fields));
  const mainMetrics = MAIN_METRICS.filter((name) => rows.some((row) => row.metrics[name] !== null));
  const columns: Column<TrialRow>[] = [
    { title: 'trial_id', of: (row) => row.trialId, kind: 'heading', more: axes.length > 0 },
    ...axes.map(
      (axis): Column<TrialRow> => ({
        title: axis.path,
        of: (row) => (axis.numeric ? axisValue(axis, row).number : axisValue(axis, row).label),
        exact: true,
      }),
    ),
    { title: 'status', of: (row) => row.status },
    { title: 'verdict', of: (row) => VERDICT_WORDS[verdicts.get(row.trialId)?.kind ?? 'failed'] },
    ...mainMetrics.map(metricColumn),
    {
      title: 'error',
      of: (row) => row.failure && `${row.failure.reason}: ${row.failure.message}`,
      more: true,
      kind: 'words',
    },
    ...fieldPaths(shown)
      .filter((path) => !varied.has(path))
      .map(
        (path): Column<TrialRow> => ({ title: path, of: (row) => row.fields[path] ?? null, exact: true, more: true }),
      ),
    ...METRIC_NAMES.filter((name) => !mainMetrics.includes(name)).map((name) => ({
      ...metricColumn(name),
      more: true,
    })),
  ];
  return html`
    ${
      rows.length > shown.length &&
      html`<p>The first ${counted(shown.length)} of ${counted(rows.length)} trials; all of them are in <a href="../results.csv">results.csv</a>.</p>`
    }
    <p><button type="button" class="toggle" aria-controls="trials" aria-pressed="false">Show all columns</button></p>
    ${reportTable(columns, shown, { label: 'Results of every trial', sortable: 'trials' })}`;
}

function metricColumn(name: MetricName): Column<TrialRow> {
  return { title: name, of: (row) => row.metrics[name], kind: 'number' };
}
