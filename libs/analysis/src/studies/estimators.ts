import { counted } from '../counting-words.ts';
import { type EstimatorPanel, estimatorsFigure } from '../figures/estimators.ts';
import { modelFamily } from '../model-label.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { largest, optimumDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { mean, meanWords, rangeWords, seedWords, valuesOver } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const SAMPLES = 'evaluation.importanceSamples';
/** What the importance-weighted estimate of a trained linear VAE may be off by at the most samples, nats. */
const LIMIT = 0.05;
/** By how much an estimate must be nearer to count so, nats. */
const NEARER = 0.1;

/** Burda et al. 2016: two estimates of log p(x) against its exact value, or against the largest estimate of a network. */
export function estimators(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const groups = [...Map.groupBy(rows, stateOf)].map(([label, members]) => groupOf(label, members));
  const exact = groups.filter(({ exact }) => exact);
  const trained = groups.filter(({ label }) => label.includes('trained'));
  const linear = exact.find(({ label }) => label.includes('trained'));
  const mostSamples = Math.max(0, ...rows.map((row) => numberAt(row, SAMPLES) ?? 0));
  const naiveWins = trained.filter(({ weighted, naive }) =>
    weighted.some(({ x, values }) => {
      const other = naive.find((one) => one.x === x);
      return other !== undefined && Math.abs(mean(other.values)) < Math.abs(mean(values)) - NEARER;
    }),
  );
  const means = exact.flatMap(({ weighted, naive }) => [...weighted, ...naive].map(({ values }) => mean(values)));
  const above = means.filter((one) => one > LIMIT).length;
  const basis = `${pointWords(rows)}, ${seedWords(rows)}`;
  return {
    headline: linear === undefined ? 'No trained linear VAE to hold the estimates against.' : headlineOf(linear, basis),
    statements: [
      {
        agrees: above === 0,
        text: `Mean estimates that exceed the exact log p(x) by more than ${LIMIT} nats: ${above} of ${means.length}. Both are lower bounds in expectation.`,
      },
      {
        agrees: naiveWins.length === 0,
        text: `After training, the mean of importance weighting is at least as near to what it is held against as that of naive Monte Carlo, to ${NEARER} nats, at every number of samples in ${trained.length - naiveWins.length} of ${trained.length} models; a network is held against its own largest importance-weighted estimate.`,
      },
      ...groups.flatMap(({ label, exact, naive }) => {
        const most = naive.at(-1);
        if (exact || most === undefined || mean(most.values) <= LIMIT) return [];
        return [
          {
            agrees: null,
            text: `${label}: naive Monte Carlo ends ${distanceWords(most.values)} the importance-weighted estimate that it is held against (${spreadOf(most.values)}; above it in ${most.values.filter((value) => value > 0).length}). Both are lower bounds in expectation, so that this is no firm reference there.`,
          },
        ];
      }),
      ...groups.map(({ label, subtitle, weighted, naive }) => ({
        agrees: null,
        text: `${label}, nats from ${subtitle} by samples, mean over seeds ± standard error: importance-weighted ${words(weighted)}; naive ${words(naive)}.`,
      })),
    ],
    deviations:
      linear === undefined
        ? []
        : [
            optimumDeviation(linear.rows, 'trained objective to closed-form optimum, linear'),
            {
              what: `importance-weighted estimate at ${shortNumber(linear.weighted.at(-1)?.x ?? 0)} samples to the exact log p(x), trained linear VAE`,
              value: largest(linear.weighted.at(-1)?.values ?? []),
              limit: LIMIT,
              unit: 'nats',
              trials: linear.weighted.at(-1)?.values.length ?? 0,
            },
          ],
    figures: [
      {
        name: 'estimators',
        title: 'Estimates of log p(x) by number of samples',
        caption: `Distance of the mean over the data points looked at (${basis}), mean and range over seeds; how much the points differ is not in the table. What is nearer than 0.01 nats is drawn there. Linear VAEs against the exact value, networks against their importance-weighted estimate with ${shortNumber(mostSamples)} samples.`,
        spec: (width) => estimatorsFigure(groups.map(panelOf), width),
      },
    ],
  };
}

type Distances = ReturnType<typeof valuesOver>;

/** One state of one model; distances in nats, of each trial, by number of samples. */
interface Group {
  readonly label: string;
  readonly subtitle: string;
  /** Whether distances are to the exact log p(x). */
  readonly exact: boolean;
  readonly rows: readonly TrialRow[];
  readonly naive: Distances;
  readonly weighted: Distances;
}

function headlineOf({ rows, naive, weighted }: Group, basis: string): string {
  const within = weighted.find(({ values }) => Math.abs(mean(values)) < 1)?.x;
  const from =
    within === undefined
      ? 'at no number of samples tried'
      : within === 1
        ? 'with a single sample'
        : `from ${shortNumber(within)} samples on`;
  const most = naive.at(-1);
  const gap = Math.max(...rows.map(({ metrics }) => metrics.posterior_kl ?? 0));
  return `On a trained linear VAE, whose encoder is within ${shortBound(gap)} nats of the posterior, the importance-weighted estimate is on average within 1 nat of log p(x) ${from}; naive Monte Carlo with ${counted(most?.x ?? 0)} samples ends ${distanceWords(most?.values ?? [])} it (means over ${basis}, ± standard error over the seeds).`;
}

/** `37.26 ± 0.71 nats below`: mean and standard error over seeds. */
function distanceWords(values: readonly number[]): string {
  return `${meanWords(values).replace(/^−/, '')} nats ${mean(values) < 0 ? 'below' : 'above'}`;
}

/** What `±` is, and how many trials it is over. */
function spreadOf(values: readonly number[]): string {
  return values.length === 1 ? 'one trial' : `mean ± standard error of ${values.length} trials`;
}

function pointWords(rows: readonly TrialRow[]): string {
  return `${rangeWords(rows.flatMap((row) => numberAt(row, 'evaluation.importancePoints') ?? []))} data points`;
}

const words = (distances: Distances) =>
  distances.map(({ x, values }) => `${shortNumber(x)}: ${meanWords(values)}`).join(', ');

function panelOf({ label, subtitle, naive, weighted }: Group): EstimatorPanel {
  const points = (distances: Distances) =>
    distances.map(({ x, values }) => ({ x, y: mean(values), low: Math.min(...values), high: Math.max(...values) }));
  return { label, subtitle, naive: points(naive), weighted: points(weighted) };
}

function stateOf(row: TrialRow): string {
  const model = modelFamily(row.fields) === 'linear' ? 'linear' : 'networks';
  return `${model}, ${numberAt(row, 'train.steps') === 0 ? 'before training' : 'trained'}`;
}

function groupOf(label: string, rows: readonly TrialRow[]): Group {
  const exact = rows.every(({ metrics }) => metrics.log_likelihood_of_points !== null);
  const most = Math.max(...rows.map((row) => numberAt(row, SAMPLES) ?? 0));
  const references = new Map(
    rows
      .filter((row) => numberAt(row, SAMPLES) === most)
      .map((row) => [row.fields.seed, row.metrics.log_likelihood_iw ?? 0]),
  );
  const difference = (metric: 'log_likelihood_iw' | 'log_likelihood_mc') => (row: TrialRow) => {
    const reference = exact ? row.metrics.log_likelihood_of_points : (references.get(row.fields.seed ?? null) ?? null);
    const value = row.metrics[metric];
    return reference === null || value === null ? null : value - reference;
  };
  return {
    ...{ label, rows, exact },
    subtitle: exact ? 'exact log p(x)' : `its estimate with ${shortNumber(most)} samples`,
    naive: valuesOver(rows, SAMPLES, difference('log_likelihood_mc')),
    // Of a network the reference itself says nothing.
    weighted: valuesOver(rows, SAMPLES, difference('log_likelihood_iw')).filter(({ x }) => exact || x < most),
  };
}
