import { gaussianFractionBelow, linearOptimum } from '@collapse/closed-forms';
import { plural } from '../counting-words.ts';
import { type CollapseCurve, collapseByVarianceFigure } from '../figures/collapse-by-variance.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { activeDeviation, optimumDeviation, shortWords } from './deviations.ts';
import { dataOf, doneRows, type Kept, keptNumber, keptOr, type StudyEvidence } from './evidence.ts';
import { mean, seedWords } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

/** Epsilons of the paper's figure, nats. */
const EPSILONS = Array.from({ length: 35 }, (_, index) => index / 20);
const DELTA = 0.01;
/** The epsilon that sentences speak of, nats. */
const AT = 0.5;
/** Share of dimensions below which a change of the collapsed share is none. */
const NOISE = 0.01;
const OPTIMUM = 'trained objective to closed-form optimum, linear';

/** Lucas et al. 2019, figure 5: how much collapses is a matter of the decoder variance. */
export function collapseByVariance(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const models = [...Map.groupBy(rows, ({ fields }) => modelLabel(fields))];
  const linear = rows.filter(({ fields }) => modelFamily(fields) === 'linear');
  const kept = keptOr(evidence, () => measuredShares(evidence, models));
  const shares = models.map(([label, members]) => ({ label, members, shares: sharesOf(label, members, kept) }));
  const main = shares.at(-1);
  const short = shortWords(linear);
  return {
    headline:
      main === undefined
        ? 'No trial is done.'
        : `${shareWords(main)}${short === null ? '' : `; of the linear ones, ${short}`}.`,
    statements: [
      ...shares.map(growthStatement),
      ...(short === null
        ? []
        : [
            {
              agrees: null,
              text: `linear: ${short}. Their collapsed shares are of models that training has not brought to their optimum.`,
            },
          ]),
      ...models.flatMap(([label, members]) => belowLinear(label, members)),
    ],
    deviations: linear.length === 0 ? [] : [optimumDeviation(linear, OPTIMUM), activeDeviation(linear)],
    kept,
    figures: [
      {
        name: 'collapse-by-variance',
        title: 'Collapsed share of the latent dimensions by decoder variance',
        caption: `A dimension is collapsed at epsilon where its KL to the prior is below epsilon for at least ${100 * (1 - DELTA)}% of the data; ${seedWords(rows)} of each variance. Lines, where there are any, are the closed form of a linear VAE on Gaussian data with the same spectrum.`,
        needsTrials: true,
        spec: (width) =>
          collapseByVarianceFigure(
            models.map(([label, members]) => ({ label, curves: curvesOf(evidence, members) })),
            width,
          ),
      },
    ],
  };
}

interface Share {
  readonly variance: number;
  /** Mean over seeds of the share that is collapsed at AT nats. */
  readonly share: number;
}

interface ModelShares {
  readonly label: string;
  readonly members: readonly TrialRow[];
  /** By ascending variance. */
  readonly shares: readonly Share[];
}

const shareName = (label: string, variance: number) => `${label}, variance ${variance}: share at epsilon ${AT}`;

function measuredShares(evidence: StudyEvidence, models: readonly (readonly [string, readonly TrialRow[]])[]): Kept {
  return Object.fromEntries(
    models.flatMap(([label, members]) =>
      curvesOf(evidence, members).map(({ variance, points }) => [shareName(label, variance), shareAt(points, AT)]),
    ),
  );
}

function sharesOf(label: string, rows: readonly TrialRow[], kept: Kept): Share[] {
  const variances = [...new Set(rows.map((row) => numberAt(row, 'likelihood.variance') ?? 1))].toSorted(
    (a, b) => a - b,
  );
  return variances.map((variance) => ({ variance, share: keptNumber(kept, shareName(label, variance)) }));
}

function shareWords({ label, members, shares }: ModelShares): string {
  const some = shares.filter(({ share }) => share > 0).toReversed();
  const none = shares.length - some.length;
  const words = [
    ...some.map(({ variance, share }) => `${percent(share)} at variance ${variance}`),
    ...(none === 0 ? [] : [`0% at ${some.length === 0 ? 'all' : 'the other'} ${none} variances`]),
  ];
  return `${label}, ${seedWords(members)}: at epsilon ${AT} the collapsed share of the dimensions is ${words.join(', ')}`;
}

function growthStatement({ label, members, shares }: ModelShares): Statement {
  const changes = shares.slice(1).map(({ share }, index) => share - (shares[index]?.share ?? 0));
  const rises = changes.filter((change) => change > NOISE).length;
  const falls = changes.filter((change) => change < -NOISE).length;
  return {
    agrees: falls === 0 && rises > 0,
    text: `${label}, ${seedWords(members)}: from each variance to the next, the collapsed share at epsilon ${AT} rises in ${rises} of ${changes.length} steps, stays in ${changes.length - rises - falls} and falls in ${falls} (${shares.map(({ variance, share }) => `${variance}: ${percent(share)}`).join(', ')}).`,
  };
}

/** Collapse beyond the yardstick, at an objective below the yardstick's. */
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
      text: `${label}, ${plural(words.length, 'trial')} of ${rows.length} with more collapsed than in the best linear VAE, at an ELBO below its: ${words.join('; ')}. There the linear VAE, a yardstick for it, does better with more dimensions.`,
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
