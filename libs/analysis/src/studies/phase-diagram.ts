import { type PhasePanel, phaseDiagramFigure } from '../figures/phase-diagram.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { optimumDeviation, thresholdDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

/** Places in the spectrum whose lines are drawn, as far as there are latent dimensions. */
const PLACES = [1, 2, 5, 10, 20];

/** 2510.01621 and Lucas et al. 2019: where dimensions live in the plane of beta and decoder variance. */
export function phaseDiagram(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const linear = rows.filter(({ fields }) => modelFamily(fields) === 'linear');
  const nonlinear = rows.filter(({ fields }) => modelFamily(fields) === 'nonlinear');
  const [example] = rows;
  if (example === undefined) throw new RangeError('no trial is done');
  const { eigenvalues } = dataOf(evidence, example).spectrum;
  const latentDim = Math.max(...rows.map((row) => numberAt(row, 'model.latentDim') ?? 0));
  const largest = eigenvalues[0] ?? 0;
  const full = fullCollapse(linear, largest);
  const thresholds = [
    thresholdDeviation(linear, 'objective.beta', 'threshold along beta to its closed form, linear'),
    thresholdDeviation(linear, 'likelihood.variance', 'threshold along the variance to its closed form, linear'),
  ];
  const different = largestDifferenceAtOneProduct(linear);
  return {
    headline: `${full.right} of ${linear.length} linear trials collapse completely exactly where beta × variance is above λ₁ = ${shortNumber(largest)}${nonlinearHeadline(nonlinear, largest)}.`,
    statements: [
      {
        agrees: full.right === linear.length,
        text: `Complete collapse exactly where beta × variance > λ₁: ${full.right} of ${linear.length} linear trials; ${full.collapsed} collapsed completely.`,
      },
      {
        agrees: different === 0,
        text: `Linear trials with the same product beta × variance differ by ${different} dimensions in use at most.`,
      },
      ...nonlinearStatement(nonlinear, largest),
    ],
    deviations: [optimumDeviation(linear), ...thresholds],
    figures: [
      {
        name: 'phase-diagram',
        title: 'Dimensions in use over beta and decoder variance',
        caption: `Latent dimensions in use after training, of ${latentDim}. Lines are the closed form of a linear VAE, λ₁ top right: above it everything collapses.`,
        spec: (width) =>
          phaseDiagramFigure(
            {
              latentDim,
              panels: panelsOf(rows),
              eigenvalues: PLACES.filter((place) => place <= latentDim).map((place) => ({
                place,
                value: eigenvalues[place - 1] ?? 0,
              })),
            },
            width,
          ),
      },
    ],
  };
}

function panelsOf(rows: readonly TrialRow[]): PhasePanel[] {
  return [...Map.groupBy(rows, ({ fields }) => modelLabel(fields))].map(([label, members]) => ({
    label,
    cells: [...Map.groupBy(members, (row) => `${betaOf(row)} ${varianceOf(row)}`).values()].flatMap((cell) => {
      const [row] = cell;
      if (row === undefined) return [];
      const active = mean(cell.map(({ metrics }) => metrics.active_units ?? 0));
      return [{ beta: betaOf(row), variance: varianceOf(row), active }];
    }),
  }));
}

function betaOf(row: TrialRow): number {
  return numberAt(row, 'objective.beta') ?? 1;
}

function varianceOf(row: TrialRow): number {
  return numberAt(row, 'likelihood.variance') ?? 1;
}

/** Trials that are completely collapsed, and those for which that agrees with the closed form. */
function fullCollapse(rows: readonly TrialRow[], largestEigenvalue: number) {
  const isCollapsed = (row: TrialRow) => row.metrics.active_units === 0;
  const isPredicted = (row: TrialRow) => betaOf(row) * varianceOf(row) >= largestEigenvalue;
  return {
    collapsed: rows.filter(isCollapsed).length,
    predicted: rows.filter(isPredicted).length,
    both: rows.filter((row) => isCollapsed(row) && isPredicted(row)).length,
    right: rows.filter((row) => isCollapsed(row) === isPredicted(row)).length,
  };
}

function largestDifferenceAtOneProduct(rows: readonly TrialRow[]): number {
  const groups = Map.groupBy(rows, (row) => (betaOf(row) * varianceOf(row)).toPrecision(6));
  return Math.max(
    0,
    ...[...groups.values()].map((members) => {
      const active = members.map(({ metrics }) => metrics.active_units ?? 0);
      return Math.max(...active) - Math.min(...active);
    }),
  );
}

function nonlinearHeadline(rows: readonly TrialRow[], largestEigenvalue: number): string {
  if (rows.length === 0) return '';
  const { both, predicted } = fullCollapse(rows, largestEigenvalue);
  return `; of the ${predicted} nonlinear trials above it ${both} collapse completely`;
}

function nonlinearStatement(rows: readonly TrialRow[], largestEigenvalue: number): Statement[] {
  if (rows.length === 0) return [];
  const { both, predicted, collapsed } = fullCollapse(rows, largestEigenvalue);
  const differences = rows.map(({ metrics }) => (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0));
  const more = differences.filter((difference) => difference > 0).length;
  const fewer = differences.filter((difference) => difference < 0).length;
  const higher = rows.filter(({ metrics }) => (metrics.objective ?? 0) > (metrics.objective_optimum ?? 0)).length;
  return [
    {
      agrees: both === predicted,
      text: `Nonlinear VAEs: ${both} of ${predicted} trials with beta × variance above λ₁ collapse completely, and ${collapsed - both} others do.`,
    },
    {
      agrees: null,
      text: `Against the best linear VAE, nonlinear ones keep more dimensions in ${more} of ${rows.length} trials and fewer in ${fewer}; their ELBO with beta ends above the linear optimum in ${higher}, at it or below in the rest.`,
    },
  ];
}
