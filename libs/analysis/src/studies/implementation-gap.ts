import { counted } from '../counting-words.ts';
import { type GapPanel, implementationGapFigure } from '../figures/implementation-gap.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { dataName } from './data-name.ts';
import { activeDeviation } from './deviations.ts';
import { type DataEvidence, dataOf, doneRows, type GridEvidence, type StudyEvidence } from './evidence.ts';
import { meanWords, moreOrFewer, pointsOver, rangeWords, seedWords, valuesOver } from './over-seeds.ts';
import type { Statement, StudyReport, StudyTable } from './study-report.ts';

const BATCH_SIZE = 'train.batchSize';
const STEPS = 'train.steps';
/** How each loss is written: reconstruction and KL, over a batch of B, d data and k latent dimensions. */
const WRITTEN: Readonly<Record<string, string>> = {
  'sum-sum': 'sum + sum',
  'batch-batch': 'sum / B + sum / B',
  'mean-sum': 'mean + sum',
  'mean-batch': 'mean + sum / B',
  'mean-mean': 'mean + mean',
};

/** Within this factor of beta × variance an eigenvalue's dimension is slow to live or to die. */
const NEAR = 1.5;

/** Losses as people write them: each is an ELBO of another beta × variance, and collapses what that one collapses. */
export function implementationGap(evidence: StudyEvidence): StudyReport {
  const isLonger = ({ study }: GridEvidence) => study.grid.name.endsWith('-longer');
  const rows = doneRows({ ...evidence, analyses: evidence.analyses.filter((analysis) => !isLonger(analysis)) });
  const longer = doneRows({ ...evidence, analyses: evidence.analyses.filter(isLonger) });
  const gaussian = rows.filter(isGaussian);
  const others = rows.filter((row) => !isGaussian(row));
  const collapsed = gaussian.filter(({ metrics }) => metrics.active_units === 0);
  const predicted = gaussian.filter(({ metrics }) => metrics.active_units_predicted === 0);
  const both = predicted.filter((row) => collapsed.includes(row));
  const products = gaussian.map(({ metrics }) => metrics.implied_beta_variance ?? 0);
  const byData = [...Map.groupBy(gaussian, dataLabel)];
  return {
    headline: `${new Set(gaussian.map(lossOf)).size} ways to write one loss: beta × variance is really ${shortNumber(Math.min(...products))} to ${shortNumber(Math.max(...products))}, and ${collapsed.length} of ${gaussian.length} trials with squared error (${seedWords(gaussian)}) collapse completely by the loss as written.`,
    statements: [
      {
        agrees: both.length === predicted.length && collapsed.length === both.length,
        text: `With squared error, ${both.length} of the ${predicted.length} trials whose implied beta × variance is above the largest eigenvalue collapse completely, and ${collapsed.length - both.length} of the other ${gaussian.length - predicted.length} do.`,
      },
      ...byData.map(([data, members]) => countStatement(data, members)),
      ...sameStatement(gaussian),
      ...longer.slice(0, 1).map((first) => longerStatement(dataOf(evidence, first), longer, first)),
      ...(others.length === 0
        ? []
        : [
            {
              agrees: null,
              text: `With binary cross entropy or a continuous Bernoulli in place of the squared error there is no closed form: ${others.filter(({ metrics }) => metrics.active_units === 0).length} of ${others.length} trials (${seedWords(others)}) collapse completely.`,
            },
          ]),
    ],
    deviations: byData.map(([data, members]) => {
      const active = activeDeviation(members);
      return { ...active, what: `${data}: ${active.what}` };
    }),
    tables: [tableOf(gaussian)],
    figures: [...Map.groupBy(rows, dataLabel)].map(([data, members], index) => ({
      name: index === 0 ? 'implementation-gap' : `implementation-gap-${index + 1}`,
      title: `Dimensions that a loss as written leaves in use, ${data}`,
      caption:
        index === 0
          ? 'Reconstruction + KL, each summed, averaged over the batch (/ B) or averaged over every element (mean); mean and range over the seeds of each setting. The line is the closed form at the beta × variance that the loss implies, of squared error alone.'
          : 'The same losses on other data.',
      spec: (width: 'wide' | 'narrow') => implementationGapFigure(panelsOf(members), width),
    })),
  };
}

/** How many dimensions stay, against the closed form, by two of the ways to count them. */
function countStatement(data: string, rows: readonly TrialRow[]): Statement {
  const differences = rows.map(({ metrics }) => (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0));
  const equal = differences.filter((difference) => difference === 0).length;
  const others =
    equal === rows.length ? '' : `; the others keep ${moreOrFewer(differences.filter((one) => one !== 0))}`;
  const byKl = rows.map(({ metrics }) => (metrics.active_kl ?? 0) - (metrics.active_units_predicted ?? 0));
  return {
    agrees: activeDeviation(rows).value === 0,
    text: `${data}: ${equal} of ${rows.length} trials (${seedWords(rows)}) keep exactly as many dimensions as the closed form says, counted by a variance of the posterior mean above 0.01${others}. Counted by a mean KL above 0.01, ${byKl.filter((one) => one === 0).length} of ${rows.length} do${byKl.every((one) => one === 0) ? '' : `; the others keep ${moreOrFewer(byKl.filter((one) => one !== 0))}`}.`,
  };
}

/** What longer training does to one loss, and how many dimensions make it long; the rows differ in their steps alone. */
function longerStatement(data: DataEvidence, rows: readonly TrialRow[], first: TrialRow): Statement {
  const product = first.metrics.implied_beta_variance ?? 0;
  const bySteps = rows
    .toSorted((one, other) => (numberAt(one, STEPS) ?? 0) - (numberAt(other, STEPS) ?? 0))
    .map(
      (row) =>
        `${counted(numberAt(row, STEPS) ?? 0)}: ${row.metrics.active_units} (${row.metrics.active_kl} by mean KL), loss ${shortNumber(100 * excessOf(row))}% above its minimum`,
    );
  return {
    agrees: null,
    text: `${nearThreshold(data, product).length} eigenvalues of ${dataLabel(first)} lie within a factor of ${NEAR} of beta × variance ${shortNumber(product)}, where a dimension gains or costs little. ${WRITTEN[lossOf(first)]} in batches of ${numberAt(first, BATCH_SIZE)}, ${seedWords(rows)}, dimensions in use by steps (closed form ${first.metrics.active_units_predicted}): ${bySteps.join('; ')}.`,
  };
}

function panelsOf(rows: readonly TrialRow[]): GapPanel[] {
  return [...Map.groupBy(rows, lossOf)].map(([loss, members]) => {
    const gaussian = members.filter(({ fields }) => fields['likelihood.kind'] === 'gaussian');
    return {
      label: WRITTEN[loss] ?? loss,
      subtitle: `beta × variance ${productWords(gaussian)}`,
      measured: Object.fromEntries(
        [...Map.groupBy(members, ({ fields }) => String(fields['likelihood.kind']))].map(([kind, own]) => [
          kind,
          pointsOver(own, BATCH_SIZE, ({ metrics }) => metrics.active_units),
        ]),
      ),
      predicted: pointsOver(gaussian, BATCH_SIZE, ({ metrics }) => metrics.active_units_predicted),
    };
  });
}

function lossOf({ fields }: TrialRow): string {
  return String(fields['objective.reduction']);
}

function dataLabel({ fields }: TrialRow): string {
  const name = dataName(fields);
  return fields['dataset.scaling'] === 'logit' ? `${name} in logit space` : name;
}

/** Implied product and what is left, by batch size. */
function tableOf(rows: readonly TrialRow[]): StudyTable {
  const sizes = [...new Set(rows.flatMap((row) => numberAt(row, BATCH_SIZE) ?? []))].toSorted((a, b) => a - b);
  return {
    title: 'Dimensions in use, mean over seeds ± standard error (closed form), by batch size',
    columns: ['loss', 'data', 'beta × variance', ...sizes.map((size) => `B = ${size}`), 'seeds'],
    rows: [...Map.groupBy(rows, (row) => `${lossOf(row)} ${dataLabel(row)}`).values()].flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const active = valuesOver(members, BATCH_SIZE, ({ metrics }) => metrics.active_units);
      const predicted = pointsOver(members, BATCH_SIZE, ({ metrics }) => metrics.active_units_predicted);
      const cells = sizes.map((size) => {
        const of = active.find(({ x }) => x === size)?.values;
        return of === undefined ? '' : `${meanWords(of)} (${predicted.find(({ x }) => x === size)?.y ?? '–'})`;
      });
      return [
        [
          WRITTEN[lossOf(first)] ?? lossOf(first),
          dataLabel(first),
          productWords(members),
          ...cells,
          seedWords(members),
        ],
      ];
    }),
  };
}

function nearThreshold({ spectrum }: DataEvidence, product: number): number[] {
  return [...spectrum.eigenvalues].filter((value) => value < NEAR * product && value > product / NEAR);
}

/** How far the loss as written ended above its minimum, as a share of it. */
function excessOf({ metrics }: TrialRow): number {
  const { objective, objective_optimum: optimum } = metrics;
  return objective === null || optimum === null ? Number.NaN : (optimum - objective) / Math.abs(optimum);
}

function isGaussian({ fields }: TrialRow): boolean {
  return fields['likelihood.kind'] === 'gaussian';
}

function productWords(rows: readonly TrialRow[]): string {
  return rangeWords(rows.map(({ metrics }) => metrics.implied_beta_variance ?? 0));
}

/** Two of the losses are one but for a factor: what one shows, the other does not show once more. */
function sameStatement(rows: readonly TrialRow[]): Statement[] {
  const keyOf = ({ fields }: TrialRow) => JSON.stringify({ ...fields, 'objective.reduction': null });
  const summed = new Map(rows.filter((row) => lossOf(row) === 'sum-sum').map((row) => [keyOf(row), row]));
  const pairs = rows.flatMap((row) => {
    const other = lossOf(row) === 'batch-batch' ? summed.get(keyOf(row)) : undefined;
    return other === undefined ? [] : [{ row, other }];
  });
  if (pairs.length === 0) return [];
  const same = pairs.filter(({ row, other }) => row.metrics.active_units === other.metrics.active_units).length;
  return [
    {
      agrees: null,
      text: `${WRITTEN['sum-sum']} and ${WRITTEN['batch-batch']} differ by the factor B alone, which Adam hardly sees: ${same} of ${pairs.length} pairs of their trials keep as many dimensions, and count as one piece of evidence.`,
    },
  ];
}
