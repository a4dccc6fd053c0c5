import { type PhasePanel, phaseDiagramFigure } from '../figures/phase-diagram.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { activeDeviation, optimumDeviation, thresholdDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean, moreOrFewer, rangeWords, seedWords } from './over-seeds.ts';
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
    headline: `λ₁ = ${shortNumber(largest)}, ${seedWords(rows)}: ${collapseWords('linear', full)}${nonlinear.length === 0 ? '' : `; ${collapseWords('nonlinear', fullCollapse(nonlinear, largest))}`}.`,
    statements: [
      {
        agrees: full.both === full.predicted && full.collapsed === full.both,
        text: `Complete collapse: ${collapseWords('linear', full)}.`,
      },
      ...countStatement(linear),
      {
        agrees: different === 0,
        text: `Linear trials with the same product beta × variance differ by ${different} dimensions in use at most.`,
      },
      ...nonlinearStatement(nonlinear, largest),
    ],
    deviations: [optimumDeviation(linear), ...thresholds, activeDeviation(linear)],
    figures: [
      {
        name: 'phase-diagram',
        title: 'Dimensions in use over beta and decoder variance',
        caption: `Latent dimensions in use after training, of ${latentDim}, ${seedWords(rows)}. Lines are the closed form of a linear VAE, λ₁ top right: above it the best one uses no dimension.`,
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

interface FullCollapse {
  readonly trials: number;
  /** With beta × variance at or above the largest eigenvalue. */
  readonly predicted: number;
  /** Without a dimension in use. */
  readonly collapsed: number;
  readonly both: number;
}

function fullCollapse(rows: readonly TrialRow[], largestEigenvalue: number): FullCollapse {
  const isPredicted = (row: TrialRow) => betaOf(row) * varianceOf(row) >= largestEigenvalue;
  return {
    trials: rows.length,
    predicted: rows.filter(isPredicted).length,
    collapsed: rows.filter(isCollapsed).length,
    both: rows.filter((row) => isCollapsed(row) && isPredicted(row)).length,
  };
}

function isCollapsed({ metrics }: TrialRow): boolean {
  return metrics.active_units === 0;
}

function collapseWords(models: string, { trials, predicted, collapsed, both }: FullCollapse): string {
  return `${countOf(both, predicted)} ${models} trials with beta × variance above λ₁ collapse completely, and ${countOf(collapsed - both, trials - predicted)} below`;
}

/** `all 21`, `none of the 60`, `4 of the 33`. */
function countOf(count: number, all: number): string {
  if (count === all) return `all ${all}`;
  return count === 0 ? `none of the ${all}` : `${count} of the ${all}`;
}

/** How many linear trials keep another number of dimensions than the closed form says, and by how many. */
function countStatement(rows: readonly TrialRow[]): Statement[] {
  const differences = rows.map(({ metrics }) => (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0));
  const others = differences.filter((difference) => difference !== 0);
  const { value } = activeDeviation(rows);
  const far =
    others.length === 0
      ? ''
      : `; the others keep ${moreOrFewer(others)}${value === 0 ? ', all of them within 2% of the threshold' : ''}`;
  return [
    {
      agrees: value === 0,
      text: `${rows.length - others.length} of ${rows.length} linear trials keep as many dimensions as the closed form says${far}.`,
    },
  ];
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

function nonlinearStatement(rows: readonly TrialRow[], largestEigenvalue: number): Statement[] {
  if (rows.length === 0) return [];
  const full = fullCollapse(rows, largestEigenvalue);
  const early = rows.filter((row) => isCollapsed(row) && betaOf(row) * varianceOf(row) < largestEigenvalue);
  const differences = rows.map(({ metrics }) => (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0));
  const more = differences.filter((difference) => difference > 0).length;
  const fewer = rows.filter((_, index) => (differences[index] ?? 0) < 0);
  const higher = rows.filter((row) => gainOf(row) > 0).length;
  const fewerBelow = fewer.filter((row) => gainOf(row) <= 0).length;
  return [
    {
      agrees: full.both === full.predicted,
      text: `Nonlinear VAEs with beta × variance above λ₁: ${full.both} of ${full.predicted} trials collapse completely.`,
    },
    ...(early.length === 0
      ? []
      : [
          {
            agrees: null,
            text: `${early.length} of the ${rows.length - full.predicted} nonlinear trials below λ₁ collapse completely too, at beta × variance ${rangeWords(early.map((row) => betaOf(row) * varianceOf(row)))}, where the best linear VAE keeps ${rangeWords(early.map(({ metrics }) => metrics.active_units_predicted ?? 0))} dimensions; their ELBO with beta ends ${rangeWords(early.map(gainOf))} nats from the linear optimum.`,
          },
        ]),
    {
      agrees: null,
      text: `Against the best linear VAE, a yardstick for them, nonlinear ones keep more dimensions in ${more} of ${rows.length} trials and fewer in ${fewer.length}; their ELBO with beta ends above the linear optimum in ${higher}, at it or below in the rest. Of those with fewer dimensions ${fewerBelow} end at it or below.`,
    },
  ];
}

/** Objective less the best linear VAE's, nats. */
function gainOf({ metrics }: TrialRow): number {
  return (metrics.objective ?? 0) - (metrics.objective_optimum ?? 0);
}
