import { plural } from '../counting-words.ts';
import { type BetaThresholdPanel, betaThresholdFigure } from '../figures/beta-threshold.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { activeDeviation, largest, optimumDeviation, thresholdDeviation, thresholdSteps } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { meanWords, pointsOver, rangeWords, seedWords, valuesOver } from './over-seeds.ts';
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
  const completeLinear = complete.filter((row) => linear.includes(row)).length;
  return {
    headline: `${stepWords('Linear VAEs', linear)}${nonlinear.length === 0 ? '' : `; ${stepWords('networks, for which it is a yardstick,', nonlinear)}`}.`,
    statements: [
      {
        agrees: threshold.value <= threshold.limit,
        text: `On each line of linear trials along beta, each dimension is lost at most ${plural(threshold.value, 'grid step')} from where beta × variance passes its eigenvalue (${seedWords(linear)} of each setting; 0 is between the same two values of beta).`,
      },
      ...nonlinearStatement(nonlinear),
      {
        agrees: stillAlive.length === 0,
        text: `Where beta × variance is above the largest eigenvalue, some dimension is still in use in ${stillAlive.length} of ${complete.length} trials (${completeLinear} linear, ${complete.length - completeLinear} nonlinear).`,
      },
      ...imageStatement(images),
    ],
    deviations: [optimumDeviation(linear), threshold, activeDeviation(linear)],
    figures: [
      {
        name: 'beta-threshold',
        title: 'Dimensions lost as beta grows, synthetic data',
        caption: `Latent dimensions in use (Var of the posterior mean above 0.01) on Gaussian data with five directions of variance, mean and range over ${seedWords(synthetic)}. The line is the closed form of a linear VAE on the same sample.`,
        spec: (width) => betaThresholdFigure(panelsOf(evidence, synthetic), width),
      },
      ...(images.length === 0
        ? []
        : [
            {
              name: 'beta-threshold-mnist',
              title: 'Dimensions lost as beta grows, MNIST',
              caption: `The same on MNIST at the source's values of beta, ${seedWords(images)}.`,
              ...(images[0] === undefined ? {} : { needsDataOf: images[0] }),
              spec: (width: 'wide' | 'narrow') => betaThresholdFigure(panelsOf(evidence, images), width),
            },
          ]),
    ],
  };
}

/** Where dimensions are lost against the closed form, such as `linear VAEs lose all 60 dimensions ...`. */
function stepWords(models: string, rows: readonly TrialRow[]): string {
  const steps = thresholdSteps(rows, BETA);
  const same = steps.filter((step) => step === 0).length;
  const count = same === steps.length ? `all ${steps.length}` : `${same} of ${steps.length}`;
  const others = same === steps.length ? '' : `, the others ${plural(largest(steps), 'step')} away at most`;
  return `${models} lose ${count} dimensions between the same two values of beta as λᵢ = beta × variance says${others} (${plural(rows.length, 'trial')}, the dimensions of ${seedWords(rows)})`;
}

/** How far apart the values of beta are. */
function stepsOf(rows: readonly TrialRow[]): string {
  const betas = valuesOver(rows, BETA, () => 0).map(({ x }) => x);
  return rangeWords(betas.slice(1).map((beta, index) => beta - (betas[index] ?? 0)));
}

function nonlinearStatement(rows: readonly TrialRow[]): Statement[] {
  if (rows.length === 0) return [];
  const steps = thresholdSteps(rows, BETA);
  const far = steps.filter((step) => Math.abs(step) > 1).length;
  const count = (accept: (step: number) => boolean) => steps.filter(accept).length;
  const above = rows.filter(({ metrics }) => (metrics.objective ?? 0) > (metrics.objective_optimum ?? 0)).length;
  return [
    {
      agrees: far === 0,
      text: `Of ${steps.length} dimensions of nonlinear networks ${count((step) => step === 0)} are lost between the same two values of beta as the best linear VAE's, ${count((step) => step > 0)} later and ${count((step) => step < 0)} earlier, ${far} of them by more than one step of the grid (${stepsOf(rows)} in beta). The networks' ELBO with beta ends above the linear optimum in ${above} of ${rows.length} trials.`,
    },
  ];
}

function imageStatement(rows: readonly TrialRow[]): Statement[] {
  if (rows.length === 0) return [];
  const predicted = pointsOver(rows, BETA, ({ metrics }) => metrics.active_units_predicted);
  const counts = valuesOver(rows, BETA, ({ metrics }) => metrics.active_units).map(
    ({ x, values }, index) => `${x}: ${meanWords(values)} (${predicted[index]?.y ?? '–'})`,
  );
  return [
    {
      agrees: null,
      text: `MNIST, active dimensions (closed form) by beta, mean over ${seedWords(rows)}: ${counts.join(', ')}.`,
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
