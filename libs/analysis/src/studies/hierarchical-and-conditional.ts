import { type LevelsPanel, levelsFigure } from '../figures/hierarchical-and-conditional.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { dataName } from './data-name.ts';
import { activeDeviation, largest, optimumDeviation, thresholdDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { pointsOver, rangeWords, seedWords } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const VARIANCE = 'likelihood.variance';
const SECOND_BETA = 'objective.secondBeta';
const FIRST_VARIANCE = 'model.second.firstVariance';

/** Dang et al. 2023: thresholds of conditional and of two-level linear VAEs. */
export function hierarchicalAndConditional(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const twoLevel = rows.filter(({ metrics }) => metrics.second_active_units !== null);
  const conditional = rows.filter(({ metrics }) => metrics.second_active_units === null);
  const synthetic = conditional.filter(({ fields }) => fields['dataset.name'] === 'synthetic');
  const images = conditional.filter(({ fields }) => fields['dataset.name'] !== 'synthetic');
  const secondDifferences = twoLevel.flatMap(({ metrics: { second_active_units, second_active_units_predicted } }) =>
    second_active_units === null || second_active_units_predicted === null
      ? []
      : second_active_units - second_active_units_predicted,
  );
  const learned = twoLevel.filter(({ fields }) => fields[FIRST_VARIANCE] === 'learned');
  const dead = learned.filter(({ metrics }) => metrics.second_active_units === 0);
  const equal = [...synthetic, ...twoLevel].filter(
    ({ metrics }) =>
      metrics.active_units === metrics.active_units_predicted &&
      metrics.second_active_units === metrics.second_active_units_predicted,
  );
  return {
    headline: `${equal.length} of ${synthetic.length + twoLevel.length} linear trials (${synthetic.length} conditional, ${twoLevel.length} two-level, ${seedWords([...synthetic, ...twoLevel])}) keep exactly as many dimensions as the closed forms of conditional and two-level VAEs say, at each level.`,
    statements: [
      {
        agrees: conditionLowers(synthetic),
        text: `${conditionComparison(synthetic)}: ${conditionWords(synthetic)}.`,
      },
      {
        agrees: largest(secondDifferences) === 0,
        text: `The second level differs from its closed form by ${largest(secondDifferences)} dimensions at most over ${secondDifferences.length} trials.`,
      },
      ...(learned.length === 0
        ? []
        : [
            {
              agrees: dead.length === learned.length,
              text: `With a learned variance of the first level and a second level that weighs more than the first (${rangeWords(learned.flatMap((row) => numberAt(row, SECOND_BETA) ?? []))}), the second collapses whole in ${dead.length} of ${learned.length} trials.`,
            },
          ]),
      ...(images.length === 0
        ? []
        : [
            {
              agrees: null,
              text: `The right half of digits given the left one, ${images[0] === undefined ? '' : dataName(images[0].fields)}, ${seedWords(images)}, dimensions in use (closed form) by variance: ${pointsOver(
                images,
                VARIANCE,
                ({ metrics }) => metrics.active_units,
              )
                .map(
                  ({ x, y }, index) =>
                    `${x}: ${shortNumber(y)} (${pointsOver(images, VARIANCE, ({ metrics }) => metrics.active_units_predicted)[index]?.y ?? '–'})`,
                )
                .join(', ')}.`,
            },
          ]),
    ],
    deviations: [
      optimumDeviation(synthetic, 'trained objective to optimum, conditional'),
      ...(images.length === 0
        ? []
        : [optimumDeviation(images, 'trained objective to optimum, conditional, MNIST halves')]),
      optimumDeviation(twoLevel, 'trained objective to optimum, two levels'),
      thresholdDeviation(synthetic, VARIANCE, 'threshold of a dimension to its closed form, conditional'),
      { ...activeDeviation(twoLevel), what: 'active dimensions of z1 to the closed form' },
      {
        what: 'active dimensions of z2 to the closed form',
        value: largest(secondDifferences),
        limit: 0,
        unit: 'dimensions',
        trials: secondDifferences.length,
      },
    ],
    figures: [
      {
        name: 'conditional',
        title: 'Conditional VAEs lose what the condition tells',
        caption: `Dimensions in use on Gaussian data, by decoder variance at beta = 1, mean and range over ${seedWords(synthetic)}. The closed form counts the eigenvalues that the condition leaves of the data covariance.`,
        spec: (width) =>
          levelsFigure(
            [...Map.groupBy(synthetic, conditionOf)].map(([label, members]) => panelOf(label, members, VARIANCE)),
            'decoder variance',
            width,
          ),
      },
      {
        name: 'two-level',
        title: 'Two levels: how many dimensions each keeps',
        caption: `Dimensions in use of both levels as the weight of the second grows, at beta = 1 and decoder variance 1, with the posterior variance of z₁ fixed or learned; mean and range over ${seedWords(twoLevel)}.`,
        spec: (width) =>
          levelsFigure(
            [...Map.groupBy(twoLevel, levelsOf)].map(([label, members]) => panelOf(label, members, SECOND_BETA)),
            'weight of the second level',
            width,
          ),
      },
    ],
  };
}

function panelOf(label: string, rows: readonly TrialRow[], axis: string): LevelsPanel {
  return {
    label,
    first: pointsOver(rows, axis, ({ metrics }) => metrics.active_units),
    firstPredicted: pointsOver(rows, axis, ({ metrics }) => metrics.active_units_predicted),
    second: pointsOver(rows, axis, ({ metrics }) => metrics.second_active_units),
    secondPredicted: pointsOver(rows, axis, ({ metrics }) => metrics.second_active_units_predicted),
  };
}

function conditionOf({ fields }: TrialRow): string {
  const correlations: unknown = JSON.parse(String(fields['dataset.condition.correlations'] ?? '[]'));
  const tells = Array.isArray(correlations) && correlations.some((value) => value !== 0);
  return tells ? `condition correlated by ${(correlations as unknown[]).join(', ')}` : 'condition that tells nothing';
}

function levelsOf({ fields }: TrialRow): string {
  const variance = fields[FIRST_VARIANCE];
  return `${fields['model.latentDim']} and ${fields['model.second.latentDim']} dimensions, variance ${variance === 'learned' ? 'learned' : `fixed at ${variance}`}`;
}

function conditionWords(rows: readonly TrialRow[]): string {
  return [...Map.groupBy(rows, conditionOf)]
    .map(([label, members]) => {
      const counts = pointsOver(members, VARIANCE, ({ metrics }) => metrics.active_units);
      return `${label} ${counts.map(({ x, y }) => `${x}: ${shortNumber(y)}`).join(', ')}`;
    })
    .join('; ');
}

/** At each variance, dimensions in use of the trials with the most telling condition less those of the others. */
function conditionDifferences(rows: readonly TrialRow[]): number[] {
  const groups = [...Map.groupBy(rows, conditionOf)];
  const telling = groups.find(([label]) => label.includes('correlated'))?.[1] ?? [];
  const others = groups.find(([label]) => label.includes('nothing'))?.[1] ?? [];
  const base = pointsOver(others, VARIANCE, ({ metrics }) => metrics.active_units);
  const counts = pointsOver(telling, VARIANCE, ({ metrics }) => metrics.active_units);
  return counts.map(({ y }, index) => y - (base[index]?.y ?? Number.NaN));
}

function conditionComparison(rows: readonly TrialRow[]): string {
  const differences = conditionDifferences(rows);
  const count = (accept: (difference: number) => boolean) => differences.filter(accept).length;
  return `At the same variance, a condition that tells of the data leaves fewer dimensions in use than one that does not at ${count((one) => one < 0)} of ${differences.length} variances, as many at ${count((one) => one === 0)} and more at ${count((one) => one > 0)}`;
}

/** Whether the telling condition never leaves more dimensions, and somewhere fewer. */
function conditionLowers(rows: readonly TrialRow[]): boolean {
  const differences = conditionDifferences(rows);
  return differences.every((one) => one <= 0) && differences.some((one) => one < 0);
}
