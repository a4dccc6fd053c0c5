import { type EstimatorPanel, estimatorsFigure } from '../figures/estimators.ts';
import { modelFamily } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { pointsOver } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const SAMPLES = 'evaluation.importanceSamples';
/** What the importance-weighted estimate of a trained linear VAE may be off by at the most samples, nats. */
const LIMIT = 0.05;

/** Burda et al. 2016: two estimates of log p(x) against its exact value, or against the largest estimate of a network. */
export function estimators(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const groups = [...Map.groupBy(rows, stateOf)].map(([label, members]) => groupOf(label, members));
  const exact = groups.filter(({ exact }) => exact);
  const trained = groups.filter(({ label }) => label.includes('trained'));
  const last = (points: EstimatorPanel['naive']) => points.at(-1)?.y ?? 0;
  const linear = exact.find(({ label }) => label.includes('trained'));
  const weightedLast = linear === undefined ? 0 : Math.abs(last(linear.panel.weighted));
  const needed = (points: EstimatorPanel['naive']) => points.find(({ y }) => Math.abs(y) < 1)?.x;
  const words = (points: EstimatorPanel['naive']) =>
    points.map(({ x, y }) => `${shortNumber(x)}: ${shortNumber(y)}`).join(', ');
  const mostSamples = Math.max(0, ...rows.map((row) => numberAt(row, SAMPLES) ?? 0));
  const naiveWins = trained.filter(({ panel }) =>
    panel.weighted.some(({ y }, index) => Math.abs(panel.naive[index]?.y ?? 0) < Math.abs(y) - 0.1),
  );
  const above = exact.flatMap(({ panel }) => panel.weighted.concat(panel.naive)).filter(({ y }) => y > LIMIT);
  const within = linear && needed(linear.panel.weighted);
  return {
    headline:
      linear === undefined
        ? 'No trained linear VAE to hold the estimates against.'
        : `On a trained linear VAE the importance-weighted estimate is within 1 nat of log p(x) ${within === undefined ? 'at no number of samples tried' : within === 1 ? 'with a single sample' : `from ${shortNumber(within)} samples on`}; naive Monte Carlo is still ${shortNumber(Math.abs(last(linear.panel.naive)))} nats away at ${shortNumber(linear.panel.naive.at(-1)?.x ?? 0)}.`,
    statements: [
      {
        agrees: above.length === 0,
        text: `Mean estimates that exceed the exact log p(x) by more than ${LIMIT} nats: ${above.length}. Both are lower bounds in expectation.`,
      },
      {
        agrees: naiveWins.length === 0,
        text: `After training, importance weighting is at least as near as naive Monte Carlo at every number of samples in ${trained.length - naiveWins.length} of ${trained.length} models.`,
      },
      ...groups
        .filter(({ exact, panel }) => !exact && last(panel.naive) > LIMIT)
        .map(({ label, panel }) => ({
          agrees: null,
          text: `${label}: naive Monte Carlo ends ${shortNumber(last(panel.naive))} nats above the importance-weighted estimate that it is held against, so that this is itself below log p(x) by at least as much.`,
        })),
      ...groups.map(({ label, panel }) => ({
        agrees: null,
        text: `${label}, nats from ${panel.subtitle} by samples: importance-weighted ${words(panel.weighted)}; naive ${words(panel.naive)}.`,
      })),
    ],
    deviations: [
      {
        what: `importance-weighted estimate at ${shortNumber(mostLinear(rows))} samples to the exact log p(x), trained linear VAE`,
        value: weightedLast,
        limit: LIMIT,
        unit: 'nats',
      },
    ],
    figures: [
      {
        name: 'estimators',
        title: 'Estimates of log p(x) by number of samples',
        caption: `Distance of the mean over the data points looked at, range over seeds; what is nearer than 0.01 nats is drawn there. Linear VAEs against the exact value, networks against their importance-weighted estimate with ${shortNumber(mostSamples)} samples.`,
        spec: (width) =>
          estimatorsFigure(
            groups.map(({ panel }) => panel),
            width,
          ),
      },
    ],
  };
}

function mostLinear(rows: readonly TrialRow[]): number {
  const linear = rows.filter(({ metrics }) => metrics.log_likelihood_of_points !== null);
  return Math.max(0, ...linear.map((row) => numberAt(row, SAMPLES) ?? 0));
}

function stateOf(row: TrialRow): string {
  const model = modelFamily(row.fields) === 'linear' ? 'linear' : 'networks';
  return `${model}, ${numberAt(row, 'train.steps') === 0 ? 'before training' : 'trained'}`;
}

function groupOf(label: string, rows: readonly TrialRow[]) {
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
  const panel: EstimatorPanel = {
    label,
    subtitle: exact ? 'exact log p(x)' : `its estimate with ${shortNumber(most)} samples`,
    naive: pointsOver(rows, SAMPLES, difference('log_likelihood_mc')),
    // Of a network the reference itself says nothing.
    weighted: pointsOver(rows, SAMPLES, difference('log_likelihood_iw')).filter(({ x }) => exact || x < most),
  };
  return { label, exact, panel };
}
