import { plural } from '../counting-words.ts';
import { COLOURS } from '../figures/colours.ts';
import { elboOverStepsFigure } from '../figures/elbo-over-steps.ts';
import { modelLabel } from '../model-label.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import type { TrialRow } from '../trial-rows.ts';
import { elboOverTrials } from './curves.ts';
import { optimumDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { mean, meanWords, seedWords } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const TRAINED = 'trained ELBO, range over seeds';
const MAXIMUM = 'pPCA maximum of log p(x)';
/** Nats below the maximum that are shown, and within which an optimum counts as the same. */
const SHOWN = 30;
const SAME = 1;

/** Lucas et al. 2019, figure 4: with a linear decoder a linear, a deep linear and a nonlinear encoder share one optimum. */
export function encoderFamilies(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const families = [...Map.groupBy(rows, ({ fields }) => encoderLabel(fields))];
  const maximum = rows[0]?.metrics.ppca_log_likelihood ?? 0;
  const below = (members: readonly TrialRow[]) => members.map(({ metrics }) => maximum - (metrics.elbo ?? 0));
  const farthest = Math.max(...below(rows));
  const above = rows.filter(
    ({ metrics }) => (metrics.elbo ?? 0) > (metrics.log_likelihood ?? Number.POSITIVE_INFINITY),
  );
  const endWords = families.map(([label, members]) => `${label} ${meanWords(below(members))}`).join(', ');
  return {
    headline: `With a linear decoder, every one of ${plural(rows.length, 'trial')} ends within ${shortBound(farthest)} nats of the pPCA maximum (by encoder: ${endWords}; mean over ${seedWords(rows)} ± standard error).`,
    statements: [
      {
        agrees: farthest < SAME,
        text: `Nats below the maximum at the end, at most: ${families.map(([label, members]) => `${label} ${shortBound(Math.max(...below(members)))}`).join(', ')}.`,
      },
      {
        agrees: above.length === 0,
        text: `${above.length} of ${rows.length} trained ELBOs exceed the exact log p(x) of their model.`,
      },
    ],
    deviations: [optimumDeviation(rows, 'trained objective to optimum, every encoder')],
    figures: [
      {
        name: 'encoder-families',
        title: 'One optimum for a linear, a deep linear and a nonlinear encoder',
        caption: `ELBO over the whole training set, mean and range over ${seedWords(rows)}, all with a linear decoder of the same size; the last ${SHOWN} nats.`,
        needsTrials: true,
        spec: (width) =>
          elboOverStepsFigure(
            {
              series: [
                { label: TRAINED, colour: COLOURS.measured, mark: 'circle' },
                { label: MAXIMUM, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
              ],
              panels: families.map(([label, members]) => ({
                label: `${label} encoder`,
                subtitle: `ends ${shortNumber(mean(below(members)))} nats below`,
                curves: { [TRAINED]: elboOverTrials(evidence, members) },
                levels: { [MAXIMUM]: maximum },
                domain: [maximum - SHOWN, maximum + SHOWN / 10],
              })),
            },
            width,
          ),
      },
    ],
  };
}

/** The encoder alone: `encoder MLP 256 ReLU, decoder linear` without what all have. */
function encoderLabel(fields: TrialRow['fields']): string {
  return modelLabel(fields).replace(/^encoder (.*), decoder linear$/, '$1');
}
