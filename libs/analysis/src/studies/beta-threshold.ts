import { plural } from '../counting-words.ts';
import { type BetaThresholdPanel, betaThresholdFigure } from '../figures/beta-threshold.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { largest, optimumDeviation, thresholdDeviation, thresholdSteps } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { pointsOver } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

const BETA = 'objective.beta';

/** Wang & Ziyin 2022: dimension i is lost where beta * variance passes lambda_i. */
export function betaThreshold(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const synthetic = rows.filter(({ fields }) => fields['dataset.name'] === 'synthetic');
  const images = rows.filter(({ fields }) => fields['dataset.name'] !== 'synthetic');
  const linear = rows.filter(({ fields }) => modelFamily(fields) === 'linear');
  const nonlinear = rows.filter(({ fields }) => modelFamily(fields) === 'nonlinear');
  const threshold = thresholdDeviation(linear, BETA);
  const complete = rows.filter(({ metrics }) => metrics.active_units_predicted === 0);
  const stillAlive = complete.filter(({ metrics }) => (metrics.active_units ?? 0) > 0);
  return {
    headline:
      `Linear VAEs lose each dimension within ${plural(threshold.value, 'step')} of beta of ` +
      `where λᵢ = beta × variance says (${linear.length} trials)${nonlinear.length === 0 ? '' : `; nonlinear ones within ${plural(largest(thresholdSteps(nonlinear, BETA)), 'step')}`}.`,
    statements: [
      {
        agrees: threshold.value <= threshold.limit,
        text: `Each dimension of a linear VAE is lost within ${plural(threshold.value, 'grid step')} of where beta × variance passes its eigenvalue.`,
      },
      ...nonlinearStatement(nonlinear),
      {
        agrees: stillAlive.length === 0,
        text: `Where beta × variance is above the largest eigenvalue, some dimension is still in use in ${stillAlive.length} of ${complete.length} trials.`,
      },
      ...imageStatement(images),
    ],
    deviations: [optimumDeviation(linear), threshold],
    figures: [
      {
        name: 'beta-threshold',
        title: 'Dimensions lost as beta grows, synthetic data',
        caption:
          'Latent dimensions in use (Var of the posterior mean above 0.01) on Gaussian data with five directions of variance. The line is the closed form of a linear VAE on the same sample.',
        spec: (width) => betaThresholdFigure(panelsOf(evidence, synthetic), width),
      },
      ...(images.length === 0
        ? []
        : [
            {
              name: 'beta-threshold-mnist',
              title: 'Dimensions lost as beta grows, MNIST',
              caption: "The same on MNIST at the source's values of beta.",
              spec: (width: 'wide' | 'narrow') => betaThresholdFigure(panelsOf(evidence, images), width),
            },
          ]),
    ],
  };
}

function nonlinearStatement(rows: readonly TrialRow[]): Statement[] {
  if (rows.length === 0) return [];
  const steps = thresholdSteps(rows, BETA);
  const near = steps.filter((step) => Math.abs(step) <= 1).length;
  const late = steps.filter((step) => step > 1).length;
  const early = steps.filter((step) => step < -1).length;
  return [
    {
      agrees: near === steps.length,
      text: `Of ${steps.length} dimensions of nonlinear networks ${near} are lost within one step of beta of the linear threshold, ${late} later, ${early} earlier.`,
    },
  ];
}

function imageStatement(rows: readonly TrialRow[]): Statement[] {
  if (rows.length === 0) return [];
  const counts = pointsOver(rows, BETA, ({ metrics }) => metrics.active_units);
  const predicted = pointsOver(rows, BETA, ({ metrics }) => metrics.active_units_predicted);
  return [
    {
      agrees: null,
      text: `MNIST, active dimensions (closed form) by beta: ${counts.map(({ x, y }, index) => `${x}: ${shortNumber(y)} (${predicted[index]?.y ?? '–'})`).join(', ')}.`,
    },
  ];
}

function panelsOf(evidence: StudyEvidence, rows: readonly TrialRow[]): BetaThresholdPanel[] {
  const latentDims = new Set(rows.map((row) => numberAt(row, 'model.latentDim')));
  const groups = Map.groupBy(rows, ({ fields }) =>
    latentDims.size > 1 ? `${modelLabel(fields)}, k = ${fields['model.latentDim']}` : modelLabel(fields),
  );
  return [...groups].map(([label, members]) => ({
    label,
    points: pointsOver(members, BETA, ({ metrics }) => metrics.active_units),
    predicted: members[0] === undefined ? [] : staircase(evidence, members[0], members),
  }));
}

/** Active dimensions of the closed form from beta = 0 on, a step at each eigenvalue over the variance. */
function staircase(evidence: StudyEvidence, example: TrialRow, rows: readonly TrialRow[]) {
  const { eigenvalues } = dataOf(evidence, example).spectrum;
  const latentDim = numberAt(example, 'model.latentDim') ?? 0;
  const variance = numberAt(example, 'likelihood.variance') ?? 1;
  const last = Math.max(...rows.map((row) => numberAt(row, BETA) ?? 0)) * 1.02;
  const losses = [...eigenvalues.subarray(0, latentDim)].map((eigenvalue, index) => ({
    x: eigenvalue / variance,
    y: index,
  }));
  return [{ x: 0, y: latentDim }, ...losses.toReversed().filter(({ x }) => x <= last)].concat({
    x: last,
    y: losses.filter(({ x }) => x > last).length,
  });
}
