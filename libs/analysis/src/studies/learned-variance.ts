import { compareWithTheory } from '../compare-with-theory.ts';
import { type LearnedVariancePanel, learnedVarianceFigure } from '../figures/learned-variance.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { optimumDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { pointsOver, seedWords, spreadWords } from './over-seeds.ts';
import type { Statement, StudyReport, StudyTable } from './study-report.ts';

const START = 'likelihood.variance';

/** Nats that the table shows. */
const SEEN = 0.005;

interface Tuned {
  readonly elbo: number;
  readonly variance: number;
}

type Value = (row: TrialRow) => number | null;

/** Lucas et al. 2019, the layout of the tables: initial variances, fixed and learned, over seeds. */
export function learnedVariance(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const models = [...Map.groupBy(rows, ({ fields }) => modelLabel(fields))];
  const tuned = (row: TrialRow) => tunedVariance(row, dataOf(evidence, row).moments.dim);
  const linear = rows.filter(({ fields }) => modelFamily(fields) === 'linear');
  const gains = models.map(([label, members]) => {
    const fixed = members.filter(isFixed);
    const learned = members.filter((row) => !isFixed(row));
    const best = Math.max(...fixed.map((row) => tuned(row).elbo));
    const elbos = learned.map(({ metrics }) => metrics.elbo ?? 0);
    return { label, best, fixed, learned, least: Math.min(...elbos), most: Math.max(...elbos) };
  });
  const main = gains.at(-1);
  const rounding = roundingWords(rows, tuned);
  return {
    headline:
      main === undefined
        ? 'No trial is done.'
        : `${main.label}: ${main.learned.length} runs with a learned variance, from ${new Set(main.learned.map((row) => numberAt(row, START))).size} starts and ${seedWords(main.learned)} each, end between ${shortNumber(main.least)} and ${shortNumber(main.most)} nats; the best of ${main.fixed.length} runs with a fixed variance, tuned afterwards, has ${shortNumber(main.best)}.`,
    statements: [
      ...gains.map(({ label, fixed, learned, least, most, best }) => ({
        agrees: null,
        text: `${label}: ${learned.length} runs with a learned variance end ${sideWords(least - best, most - best)} the best of ${fixed.length} runs with a fixed variance, tuned afterwards.`,
      })),
      ...models.flatMap(([label, members]) => againstLinear(label, members)),
      ...(rounding === null ? [] : [{ agrees: null, text: rounding }]),
    ],
    deviations:
      linear.length === 0
        ? []
        : [
            optimumDeviation(linear.filter(isFixed), 'trained objective to optimum, linear, variance fixed'),
            optimumDeviation(
              linear.filter((row) => !isFixed(row)),
              'trained objective to optimum, linear, variance learned',
            ),
          ],
    tables: models.map(([label, members]) => tableOf(label, members, tuned)),
    figures: [
      {
        name: 'learned-variance',
        title: 'What learning the decoder variance is worth',
        caption: `ELBO over the whole training set by the decoder variance that training began with, mean and range over ${seedWords(rows)}. “Tuned alone” is the same model with its variance set to its mean squared error afterwards. Lines are the closed form of a linear VAE.`,
        spec: (width) =>
          learnedVarianceFigure(
            models.map(([label, members]) =>
              panelOf(label, members, {
                of: elboOf,
                tuned: (row) => tuned(row).elbo,
                predicted: (row) => compareWithTheory(row).elboAtOptimum,
              }),
            ),
            { title: 'ELBO, nats per data point' },
            width,
          ),
      },
      {
        name: 'learned-variance-collapse',
        title: 'What the initial decoder variance collapses',
        caption: `Share of the latent dimensions that are (0.01, 0.01)-collapsed, mean and range over ${seedWords(rows)} of the same trials. Lines are the share that the best linear VAE does not use.`,
        spec: (width) =>
          learnedVarianceFigure(
            models.map(([label, members]) =>
              panelOf(label, members, {
                of: ({ metrics }) => metrics.collapsed_fraction,
                tuned: null,
                predicted: predictedShare,
              }),
            ),
            { title: 'collapsed share', domain: [-0.03, 1.03] },
            width,
          ),
      },
    ],
  };
}

/** `0.10 nats below to 2 nats above`. */
function sideWords(least: number, most: number): string {
  const words = (one: number) => `${shortNumber(Math.abs(one))} nats ${one >= 0 ? 'above' : 'below'}`;
  const [from, to] = [words(least), words(most)];
  return from === to ? from : `${from} to ${to}`;
}

/** How networks with a learned variance end beside the best linear VAE with as many dimensions. */
function againstLinear(label: string, rows: readonly TrialRow[]): Statement[] {
  const learned = rows.filter((row) => modelFamily(row.fields) !== 'linear' && !isFixed(row));
  const gaps = learned.flatMap(({ metrics: { elbo, ppca_log_likelihood: maximum } }) =>
    elbo === null || maximum === null ? [] : elbo - maximum,
  );
  if (gaps.length === 0) return [];
  const reached = gaps.filter((gap) => gap >= 0).length;
  return [
    {
      agrees: null,
      text: `${label}, variance learned: ${reached} of ${gaps.length} runs reach the maximum of a linear VAE with as many dimensions; they end ${sideWords(Math.min(...gaps), Math.max(...gaps))} it, which is a yardstick for them.`,
    },
  ];
}

function panelOf(
  label: string,
  rows: readonly TrialRow[],
  { of, tuned, predicted }: { readonly of: Value; readonly tuned: Value | null; readonly predicted: Value },
): LearnedVariancePanel {
  const fixed = rows.filter(isFixed);
  const learned = rows.filter((row) => !isFixed(row));
  const isLinear = rows.every(({ fields }) => modelFamily(fields) === 'linear');
  return {
    label,
    fixed: pointsOver(fixed, START, of),
    tuned: tuned === null ? [] : pointsOver(fixed, START, tuned),
    learned: pointsOver(learned, START, of),
    predictedFixed: isLinear ? pointsOver(fixed, START, predicted) : [],
    predictedLearned: isLinear ? pointsOver(learned, START, predicted) : [],
  };
}

/** Without the definition's onset: the share of dimensions that the closed form does not use. */
function predictedShare({ metrics, fields }: TrialRow): number | null {
  const latentDim = fields['model.latentDim'];
  const active = metrics.active_units_predicted;
  return active === null || typeof latentDim !== 'number' ? null : 1 - active / latentDim;
}

function isFixed({ fields }: TrialRow): boolean {
  return fields['likelihood.learn'] === 'fixed';
}

function elboOf({ metrics }: TrialRow): number | null {
  return metrics.elbo;
}

/** The ELBO once the variance alone is at its best: the mean squared error of a dimension, with all weights kept. */
function tunedVariance({ metrics }: TrialRow, dim: number): Tuned {
  const variance = metrics.decoder_variance ?? 1;
  const squaredError = -2 * variance * ((metrics.reconstruction ?? 0) + (dim / 2) * Math.log(2 * Math.PI * variance));
  const best = squaredError / dim;
  return { variance: best, elbo: -(dim / 2) * (Math.log(2 * Math.PI * best) + 1) - (metrics.kl ?? 0) };
}

function tableOf(label: string, rows: readonly TrialRow[], tuned: (row: TrialRow) => Tuned): StudyTable {
  const groups = [...Map.groupBy(rows, (row) => `${numberAt(row, START)} ${row.fields['likelihood.learn']}`).values()];
  return {
    title: `${label}: mean ± standard deviation over seeds`,
    columns: [
      'variance at the start',
      'variance',
      'ELBO',
      'ELBO, variance tuned',
      'tuned variance',
      'collapsed share',
      'KL',
      'seeds',
    ],
    rows: groups.flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      return [
        [
          String(numberAt(first, START)),
          isFixed(first) ? 'fixed' : 'learned',
          spreadWords(members.map((row) => row.metrics.elbo ?? 0)),
          spreadWords(members.map((row) => tuned(row).elbo)),
          spreadWords(members.map((row) => tuned(row).variance)),
          spreadWords(members.map((row) => row.metrics.collapsed_fraction ?? 0)),
          spreadWords(members.map((row) => row.metrics.kl ?? 0)),
          String(members.length),
        ],
      ];
    }),
  };
}

/** Half a unit in the last place of a float32, relative: a sum rounds by a few of them. */
const FLOAT32 = 2 ** -24;
/** Roundings that a log density has gone through. */
const ROUNDINGS = 4;

/** Versions that rounded squared errors so did not record the optimum's ELBO yet either. */
function isOfFloat32({ metrics: { objective_optimum, elbo_optimum } }: TrialRow): boolean {
  return objective_optimum !== null && elbo_optimum === null;
}

/**
 * What float32 leaves uncertain of the tuned ELBO: of a network the squared error is what remains of its log density once
 * the much larger constant is taken off. null where that is below what the table shows.
 */
function roundingWords(rows: readonly TrialRow[], tuned: (row: TrialRow) => Tuned): string | null {
  const worst = rows
    .filter((row) => isOfFloat32(row) && modelFamily(row.fields) === 'nonlinear' && isFixed(row))
    .map((row) => {
      const variance = row.metrics.decoder_variance ?? 1;
      const error = ROUNDINGS * FLOAT32 * Math.abs(row.metrics.reconstruction ?? 0);
      return { row, error: (variance * error) / tuned(row).variance };
    })
    .toSorted((one, other) => other.error - one.error)[0];
  if (worst === undefined || worst.error < SEEN) return null;
  return `Squared errors of networks come from log densities that were rounded to float32: their tuned ELBO is uncertain by up to ${shortBound(worst.error)} nats, the most at variance ${numberAt(worst.row, START)}. Those of linear VAEs are computed in float64.`;
}
