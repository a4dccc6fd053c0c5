import { type GapPanel, implementationGapFigure } from '../figures/implementation-gap.ts';
import { shortNumber } from '../short-number.ts';
import type { TrialRow } from '../trial-rows.ts';
import { activeDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { pointsOver } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const BATCH_SIZE = 'train.batchSize';
/** How each loss is written: reconstruction and KL, over a batch of B, d data and k latent dimensions. */
const WRITTEN: Readonly<Record<string, string>> = {
  'sum-sum': 'sum + sum',
  'batch-batch': 'sum / B + sum / B',
  'mean-sum': 'mean + sum',
  'mean-batch': 'mean + sum / B',
  'mean-mean': 'mean + mean',
};

/** Losses as people write them: each is an ELBO of another beta × variance, and collapses what that one collapses. */
export function implementationGap(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const gaussian = rows.filter(({ fields }) => fields['likelihood.kind'] === 'gaussian');
  const others = rows.filter(({ fields }) => fields['likelihood.kind'] !== 'gaussian');
  const equal = gaussian.filter(({ metrics }) => metrics.active_units === metrics.active_units_predicted).length;
  const active = activeDeviation(gaussian);
  const collapsed = gaussian.filter(({ metrics }) => metrics.active_units === 0);
  const products = gaussian.map(({ metrics }) => metrics.implied_beta_variance ?? 0);
  const byLoss = [...Map.groupBy(gaussian, lossOf)];
  return {
    headline: `One model, ${byLoss.length} ways to write its loss: beta × variance is really ${shortNumber(Math.min(...products))} to ${shortNumber(Math.max(...products))}, and ${collapsed.length} of ${gaussian.length} trials collapse completely by the loss as written.`,
    statements: [
      {
        agrees: active.value === 0,
        text: `Trained with squared error as written, ${equal} of ${gaussian.length} trials keep exactly as many dimensions as the closed form says of the implied beta × variance.`,
      },
      ...byLoss.map(([loss, members]) => ({
        agrees: null,
        text: `${WRITTEN[loss] ?? loss}: ${lossWords(members)}.`,
      })),
      ...(others.length === 0
        ? []
        : [
            {
              agrees: null,
              text: `With binary cross entropy or a continuous Bernoulli in place of the squared error there is no closed form: ${others.filter(({ metrics }) => metrics.active_units === 0).length} of ${others.length} trials collapse completely.`,
            },
          ]),
    ],
    deviations: [active],
    figures: [...Map.groupBy(rows, dataLabel)].map(([data, members], index) => ({
      name: index === 0 ? 'implementation-gap' : `implementation-gap-${index + 1}`,
      title: `Dimensions that a loss as written leaves in use, ${data}`,
      caption:
        'Reconstruction + KL, each summed, averaged over the batch (/ B) or averaged over every element (mean). The line is the closed form at the beta × variance that the loss implies.',
      spec: (width: 'wide' | 'narrow') => implementationGapFigure(panelsOf(members), width),
    })),
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
  const name = fields['dataset.name'] === 'synthetic' ? 'synthetic data' : 'MNIST';
  return fields['dataset.scaling'] === 'logit' ? `${name} in logit space` : name;
}

/** Implied product and what is left, by batch size. */
function lossWords(rows: readonly TrialRow[]): string {
  return [...Map.groupBy(rows, dataLabel)]
    .map(([data, members]) => {
      const active = pointsOver(members, BATCH_SIZE, ({ metrics }) => metrics.active_units);
      const predicted = pointsOver(members, BATCH_SIZE, ({ metrics }) => metrics.active_units_predicted);
      const counts = active.map(({ x, y }, index) => `${x}: ${shortNumber(y)} (${predicted[index]?.y ?? '–'})`);
      return `${data}, beta × variance ${productWords(members)}; dimensions in use (closed form) by batch size ${counts.join(', ')}`;
    })
    .join('; ');
}

function productWords(rows: readonly TrialRow[]): string {
  const products = rows.map(({ metrics }) => metrics.implied_beta_variance ?? 0);
  const [least, most] = [Math.min(...products), Math.max(...products)];
  return least === most ? shortNumber(least) : `${shortNumber(least)} to ${shortNumber(most)}`;
}
