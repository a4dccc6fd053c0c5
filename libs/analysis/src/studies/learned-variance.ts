import { compareWithTheory } from '../compare-with-theory.ts';
import { type LearnedVariancePanel, learnedVarianceFigure } from '../figures/learned-variance.ts';
import { modelFamily, modelLabel } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { optimumDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean, pointsOver } from './over-seeds.ts';
import type { Statement, StudyReport, StudyTable } from './study-report.ts';

const START = 'likelihood.variance';

/** Seeds that differ by less have come to the same. */
const ROUNDING = 1e-5;

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
    return { label, best, least: Math.min(...elbos), most: Math.max(...elbos) };
  });
  const main = gains.at(-1);
  return {
    headline:
      main === undefined
        ? 'No trial is done.'
        : `${main.label}: with its variance learned it ends between ${shortNumber(main.least)} and ${shortNumber(main.most)} nats, by where it starts; the best fixed variance, tuned afterwards, gives ${shortNumber(main.best)}.`,
    statements: [
      ...gains.map(({ label, least, best }) => ({
        agrees: null,
        text: `${label}: the worst run with a learned variance is ${shortNumber(Math.abs(least - best))} nats ${least >= best ? 'above' : 'below'} the best run with a fixed variance, tuned afterwards.`,
      })),
      ...models.flatMap(([label, members]) => againstLinear(label, members)),
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
        caption:
          'ELBO over the whole training set by the decoder variance that training began with, mean and range over seeds. “Tuned alone” is the same model with its variance set to its mean squared error afterwards. Lines are the closed form of a linear VAE.',
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
        caption: 'Share of the latent dimensions that are (0.01, 0.01)-collapsed, the same trials.',
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

/** Whether networks with a learned variance come to what a linear VAE with as many dimensions does: where not, training is short. */
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
      text: `${label}, variance learned: ${reached} of ${gaps.length} runs reach the maximum of a linear VAE with as many dimensions; they end ${shortNumber(Math.min(...gaps))} to ${shortNumber(Math.max(...gaps))} nats from it. Below it, it is training that falls short, not the variance.`,
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
function tunedVariance({ metrics }: TrialRow, dim: number): { readonly elbo: number; readonly variance: number } {
  const variance = metrics.decoder_variance ?? 1;
  const squaredError = -2 * variance * ((metrics.reconstruction ?? 0) + (dim / 2) * Math.log(2 * Math.PI * variance));
  const best = squaredError / dim;
  return { variance: best, elbo: -(dim / 2) * (Math.log(2 * Math.PI * best) + 1) - (metrics.kl ?? 0) };
}

function tableOf(
  label: string,
  rows: readonly TrialRow[],
  tuned: (row: TrialRow) => { elbo: number; variance: number },
): StudyTable {
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
          spread(members.map((row) => row.metrics.elbo ?? 0)),
          spread(members.map((row) => tuned(row).elbo)),
          spread(members.map((row) => tuned(row).variance)),
          spread(members.map((row) => row.metrics.collapsed_fraction ?? 0)),
          spread(members.map((row) => row.metrics.kl ?? 0)),
          String(members.length),
        ],
      ];
    }),
  };
}

function spread(values: readonly number[]): string {
  const middle = mean(values);
  if (values.length === 1) return shortNumber(middle);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
  return deviation < ROUNDING ? shortNumber(middle) : `${shortNumber(middle)} ± ${shortNumber(deviation)}`;
}
