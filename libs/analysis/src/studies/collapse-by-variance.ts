import { gaussianFractionBelow, linearOptimum } from '@collapse/closed-forms';
import { type CollapseCurve, collapseByVarianceFigure } from '../figures/collapse-by-variance.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { activeDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

/** Epsilons of the paper's figure, nats. */
const EPSILONS = Array.from({ length: 35 }, (_, index) => index / 20);
const DELTA = 0.01;
/** Share of dimensions by which the collapsed share may grow while the variance falls. */
const NOISE = 0.01;

/** Lucas et al. 2019, figure 5: how much collapses is a matter of the decoder variance. */
export function collapseByVariance(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const models = [...Map.groupBy(rows, ({ fields }) => modelLabel(fields))];
  const linear = rows.filter(({ fields }) => modelFamily(fields) === 'linear');
  const panels = models.map(([label, members]) => ({ label, curves: curvesOf(evidence, members) }));
  const main = panels.at(-1);
  const shares = (main?.curves ?? []).map(({ variance, points }) => ({ variance, share: shareAt(points, 0.5) }));
  const least = shares.toSorted((one, other) => one.variance - other.variance)[0];
  const most = shares.toSorted((one, other) => other.variance - one.variance)[0];
  return {
    headline:
      main === undefined || least === undefined || most === undefined
        ? 'No trial is done.'
        : `${main.label}: at epsilon 0.5 ${percent(most.share)} of the dimensions are collapsed at variance ${most.variance}, ${percent(least.share)} at variance ${least.variance}.`,
    statements: [...panels.map(growthStatement), ...models.flatMap(([label, members]) => belowLinear(label, members))],
    deviations: linear.length === 0 ? [] : [activeDeviation(linear)],
    figures: [
      {
        name: 'collapse-by-variance',
        title: 'Collapsed share of the latent dimensions by decoder variance',
        caption: `A dimension is collapsed at epsilon where its KL to the prior is below epsilon for at least ${100 * (1 - DELTA)}% of the data. Lines, where there are any, are the closed form of a linear VAE on Gaussian data with the same spectrum.`,
        spec: (width) => collapseByVarianceFigure(panels, width),
      },
    ],
  };
}

function growthStatement({ label, curves }: { label: string; curves: readonly CollapseCurve[] }): Statement {
  const ordered = curves.toSorted((one, other) => one.variance - other.variance);
  const shareOf = ({ points }: CollapseCurve) => shareAt(points, 0.5);
  const falls = ordered.filter((curve, index) => {
    const next = ordered[index + 1];
    return next !== undefined && shareOf(next) < shareOf(curve) - NOISE;
  }).length;
  return {
    agrees: falls === 0,
    text: `${label}: the collapsed share at epsilon 0.5 grows with the variance in ${ordered.length - 1 - falls} of ${ordered.length - 1} steps (${ordered.map((curve) => `${curve.variance}: ${percent(shareOf(curve))}`).join(', ')}).`,
  };
}

/** Collapse that the objective cannot explain, as the best linear VAE at the same variance has more of it and collapses less. */
function belowLinear(label: string, rows: readonly TrialRow[]): Statement[] {
  const words = rows.flatMap(({ fields, metrics }) => {
    const { objective, objective_optimum: optimum, active_units: active, active_units_predicted: linear } = metrics;
    if (modelFamily(fields) === 'linear' || objective === null || optimum === null || active === null) return [];
    if (linear === null || active >= linear || objective >= optimum) return [];
    return `variance ${fields['likelihood.variance']}: ${active} dimensions in use against ${linear}, ELBO ${shortNumber(optimum - objective)} nats lower`;
  });
  if (words.length === 0) return [];
  return [
    {
      agrees: null,
      text: `${label}, where it collapses more than the best linear VAE and ends below it, so that optimisation, as long as it went, collapsed it and not the objective: ${words.join('; ')}.`,
    },
  ];
}

function curvesOf(evidence: StudyEvidence, rows: readonly TrialRow[]): CollapseCurve[] {
  return [...Map.groupBy(rows, (row) => numberAt(row, 'likelihood.variance') ?? 1)].map(([variance, members]) => {
    const own = members.flatMap((row) => {
      const epsilons = collapseEpsilonsOf(evidence, row);
      return epsilons === null ? [] : [epsilons];
    });
    const [first] = members;
    return {
      variance,
      points: EPSILONS.map((x) => {
        const shares = own.map((epsilons) => epsilons.filter((epsilon) => epsilon < x).length / epsilons.length);
        return { x, y: mean(shares), low: Math.min(...shares), high: Math.max(...shares) };
      }),
      predicted: first !== undefined && modelFamily(first.fields) === 'linear' ? predictedShares(evidence, first) : [],
    };
  });
}

function collapseEpsilonsOf({ analyses }: StudyEvidence, row: TrialRow): readonly number[] | null {
  const analysis = analyses.find(({ rows }) => rows.includes(row));
  const result = analysis?.study.result(row.trialId);
  return result?.status === 'done' ? (result.dimensions.collapseEpsilon ?? null) : null;
}

/** The collapsed share of the linear VAE that maximizes the trial's objective, were its data Gaussian. */
function predictedShares(evidence: StudyEvidence, row: TrialRow) {
  const { eigenvalues } = dataOf(evidence, row).spectrum;
  const latentDim = numberAt(row, 'model.latentDim') ?? 0;
  const optimum = linearOptimum({
    eigenvalues,
    dim: eigenvalues.length,
    latentDim,
    beta: numberAt(row, 'objective.beta') ?? 1,
    variance: numberAt(row, 'likelihood.variance') ?? 1,
    learn: 'fixed',
    reduction: 'elbo',
    batchSize: 1,
  });
  if ('none' in optimum) return [];
  const dimensions = Array.from({ length: latentDim }, (_, index) => {
    const posteriorVariance = Math.min(1, optimum.threshold / (eigenvalues[index] ?? 0));
    return { posteriorVariance, mean: 0, meanVariance: 1 - posteriorVariance };
  });
  return EPSILONS.map((x) => {
    const collapsed = dimensions.filter((dimension) => gaussianFractionBelow(dimension, x) >= 1 - DELTA).length;
    return { x, y: collapsed / latentDim };
  });
}

function shareAt(points: CollapseCurve['points'], epsilon: number): number {
  return points.find(({ x }) => x >= epsilon)?.y ?? 0;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
