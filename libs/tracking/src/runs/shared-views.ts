import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { LIMITS } from 'mlflow-js-client';
import { SEED, type VariedField } from './varied-fields.ts';

/** A state of MLflow's runs page, kept in a tag of the experiment, that a link opens. */
export interface SharedView {
  readonly name: string;
  readonly title: string;
  /** Opens as charts; else as a table. */
  readonly charts: boolean;
  readonly state: Readonly<Record<string, unknown>>;
}

interface Section {
  readonly name: string;
  /** Charts beside each other; default 3. */
  readonly columns?: number;
  /** Pixels; default 360. */
  readonly cardHeight?: number;
  readonly charts: readonly Readonly<Record<string, unknown>>[];
}

const BETA = 'objective.beta';
const VARIANCE = 'likelihood.variance';
const MOST_RUNS = 100;

/** Ready-made views of a study: the charts of a collapse study, and its table. MLflow's own format, tried with 3.17. */
export function sharedViews(fields: readonly VariedField[], imageKeys: readonly string[]): SharedView[] {
  return [
    { name: 'collapse', title: 'Phase diagram, curves, spectra', charts: true, state: chartsState(fields, imageKeys) },
    { name: 'table', title: 'Table of trials', charts: false, state: pageState(fields, []) },
  ];
}

/** The tag's value. Long ones are compressed, as MLflow's UI does itself. */
export function sharedViewTag({ name, state }: SharedView): { key: string; value: string } {
  const text = JSON.stringify(state);
  const value =
    text.length <= LIMITS.experimentTagLength / 2 ? text : `deflate;${deflateSync(text).toString('base64')}`;
  return { key: `mlflow.sharedViewState.${name}`, value };
}

function chartsState(fields: readonly VariedField[], imageKeys: readonly string[]): Record<string, unknown> {
  return pageState(fields, [
    { name: 'Phase diagram', columns: 2, cardHeight: 480, charts: phaseDiagram(fields) },
    { name: 'Measured against the closed form', charts: againstTheory() },
    { name: 'Settings and outcome', columns: 1, cardHeight: 420, charts: [parallelCoordinates(fields)] },
    {
      name: 'Training curves',
      charts: [
        line('ELBO', 'train/elbo', 'linear'),
        line('KL to the prior', 'train/kl', 'linear'),
        line('Active units', 'train/active_units', 'linear'),
      ],
    },
    {
      name: 'Spectrum',
      columns: 2,
      charts: [
        line('KL of each dimension, trained', 'dimension/kl', 'log'),
        line('KL of each dimension, closed form', 'dimension/predicted_kl', 'log'),
      ],
    },
    { name: 'Pictures', columns: 2, cardHeight: 520, charts: imageKeys.map((key) => images(key)) },
  ]);
}

/** Active units over the two axes that decide them: beta and the decoder variance, else the first two numeric ones. */
function phaseDiagram(fields: readonly VariedField[]): Record<string, unknown>[] {
  const numeric = fields.filter((field) => field.numeric && field.path !== SEED).map(({ path }) => path);
  const ranked = [...[VARIANCE, BETA].filter((path) => numeric.includes(path)), ...numeric];
  const [x, y] = new Set(ranked);
  if (x === undefined) return [];
  const measures = [
    ['Active units, trained', 'final/active_units'],
    ['Active units, closed form', 'final/active_units_predicted'],
  ] as const;
  return measures.map(([title, key]) => {
    if (y === undefined) return chart('SCATTER', title, { xaxis: axis(x), yaxis: metric(key) });
    return chart('CONTOUR', title, { xaxis: axis(x), yaxis: axis(y), zaxis: metric(key) });
  });
}

function againstTheory(): Record<string, unknown>[] {
  const pairs = [
    ['Active units: trained over closed form', 'final/active_units_predicted', 'final/active_units'],
    ['Objective: trained over its maximum', 'final/objective_optimum', 'final/objective'],
    ['ELBO over exact log-likelihood', 'final/log_likelihood', 'final/elbo'],
  ] as const;
  return pairs.map(([title, x, y]) => chart('SCATTER', title, { xaxis: metric(x), yaxis: metric(y) }));
}

function parallelCoordinates(fields: readonly VariedField[]): Record<string, unknown> {
  const numbers = fields.filter((field) => field.numeric).map(({ path }) => `axis/${path}`);
  const others = fields.filter((field) => !field.numeric).map(({ path }) => path);
  const outcome = ['final/elbo', 'final/kl', 'final/active_units'];
  const settings = { selectedParams: others, selectedMetrics: [...numbers, ...outcome], showAllRuns: true };
  return chart('PARALLEL', 'Settings, ELBO, KL, active units', settings);
}

function line(title: string, metricKey: string, scaleType: 'linear' | 'log'): Record<string, unknown> {
  return chart('LINE', title, {
    metricKey,
    selectedMetricKeys: [metricKey],
    scaleType,
    xAxisKey: 'step',
    xAxisScaleType: 'linear',
    selectedXAxisMetricKey: '',
    lineSmoothness: 0,
    range: {},
    yAxisKey: 'metric',
    yAxisExpressions: [],
    ignoreOutliers: false,
    useGlobalXaxisKey: true,
    useGlobalLineSmoothing: true,
  });
}

function images(key: string): Record<string, unknown> {
  const title = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  return chart('IMAGE', title, { imageKeys: [key], step: 0, runsCountToCompare: 10 });
}

function axis(path: string): Record<string, string> {
  return metric(`axis/${path}`);
}

function metric(key: string): Record<string, string> {
  return { type: 'METRIC', key };
}

function chart(
  type: string,
  displayName: string,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const uuid = idOf(type, settings);
  return { type, uuid, displayName, deleted: false, isGenerated: false, runsCountToCompare: MOST_RUNS, ...settings };
}

/** The same chart has the same id in each sync, so that the view does not change by being sent again. */
function idOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function pageState(fields: readonly VariedField[], sections: readonly Section[]): Record<string, unknown> {
  const shown = sections.filter(({ charts }) => charts.length > 0);
  return {
    searchFilter: "tags.role = 'trial'",
    // Not by creation time: that folds the trials away under their study's run.
    orderByKey: 'metrics.`final/active_units`',
    // The most collapsed first.
    orderByAsc: true,
    startTime: 'ALL',
    lifecycleFilter: 'Active',
    modelVersionFilter: 'All Runs',
    datasetsFilter: [],
    selectedColumns: columns(fields),
    columnOrder: columns(fields),
    columnWidths: Object.fromEntries(columns(fields).map((column) => [column, columnWidth(column)])),
    runsExpanded: {},
    runsPinned: [],
    runsHidden: [],
    runsVisibilityMap: {},
    runsHiddenMode: 'SHOW_ALL',
    viewMaximized: false,
    runListHidden: false,
    groupBy: null,
    groupsExpanded: {},
    useGroupedValuesInCharts: true,
    hideEmptyCharts: true,
    autoRefreshEnabled: true,
    isAccordionReordered: true,
    globalLineChartConfig: { xAxisKey: 'step', lineSmoothness: 0, selectedXAxisMetricKey: '' },
    compareRunSections: shown.map(({ charts: _charts, ...section }) => ({
      ...section,
      uuid: idOf(section.name),
      display: true,
      isReordered: true,
    })),
    compareRunCharts: shown.flatMap(({ name, charts }) =>
      charts.map((one) => ({ ...one, metricSectionId: idOf(name) })),
    ),
  };
}

/** Pixels that show a column's heading, or the tag below it, in full. */
function columnWidth(column: string): number {
  return column === 'tags.`prediction`' ? 140 : Math.min(150, 35 + 7 * column.replace(/^\w+\.`|`$/g, '').length);
}

function columns(fields: readonly VariedField[]): string[] {
  const settings = fields.map(({ path, numeric }) => (numeric ? `metrics.\`axis/${path}\`` : `params.\`${path}\``));
  const final = (names: readonly string[]) => names.map((name) => `metrics.\`final/${name}\``);
  const tags = ['verdict', 'evidence', 'prediction'].map((name) => `tags.\`${name}\``);
  return [
    ...settings,
    ...final(['active_units', 'active_units_predicted']),
    ...tags,
    ...final(['elbo', 'log_likelihood', 'kl', 'objective', 'objective_optimum']),
  ];
}
