import { type OverLatentsPanel, overLatentsFigure } from '../figures/over-latents.ts';
import { modelFamily } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { optimumDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { mean, pointsOver } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

const LATENT_DIM = 'model.latentDim';
const LEARNED: Readonly<Record<string, string>> = {
  scalar: 'learned',
  'per-dimension': 'learned per pixel',
  network: 'output by the network',
};

/** The decoder variance fixed and learned in three ways, beside the Bernoulli decoders. */
export function decoderVariance(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const exact = rows.filter(
    ({ fields, metrics }) => modelFamily(fields) === 'linear' && metrics.objective_optimum !== null,
  );
  // Bernoulli probabilities of grey values are no densities, and compare with nothing here.
  const densities = rows.filter(({ fields }) => fields['likelihood.kind'] !== 'bernoulli');
  const families = [...Map.groupBy(rows, familyOf)];
  const gains = pairedGains(rows, 'fixed', 'scalar');
  return {
    headline: `Learning the decoder variance changes the ELBO by ${shortNumber(Math.min(...gains))} to ${shortNumber(Math.max(...gains))} nats against the fixed one (${gains.length} pairs of trials).`,
    statements: [
      {
        agrees: gains.every((gain) => gain > -1e-6),
        text: `A learned scalar variance has the higher ELBO in ${gains.filter((gain) => gain > 0).length} of ${gains.length} pairs of trials that differ in nothing else.`,
      },
      ...comparison(rows, 'scalar', 'per-dimension', 'one variance for each pixel', 'one for all'),
      ...comparison(rows, 'per-dimension', 'network', 'a variance output by the network', 'one for each pixel'),
      ...fallStatement(rows),
      ...families.map(([family, members]) => ({
        agrees: null,
        text: `${family}, ELBO in nats and dimensions in use, mean: ${[...Map.groupBy(members, decoderOf)].map(([decoder, own]) => `${decoder} ${shortNumber(mean(own.map(({ metrics }) => metrics.elbo ?? 0)))} with ${shortNumber(mean(own.map(({ metrics }) => metrics.active_units ?? 0)))}`).join('; ')}.`,
      })),
    ],
    deviations: [optimumDeviation(exact, 'trained objective to closed-form optimum, linear')],
    figures: [
      {
        name: 'decoder-variance-elbo',
        title: 'ELBO by decoder',
        caption:
          'ELBO at beta = 1 of decoders that have a density, range over seeds. Bernoulli decoders are left out: of grey values they give no density.',
        spec: (width) =>
          overLatentsFigure(
            panelsOf(
              densities,
              ({ metrics }) => metrics.elbo,
              ({ metrics }) => metrics.objective_optimum,
            ),
            {
              title: 'ELBO, nats per data point',
              description: 'ELBO against the latent dimension for several kinds of decoder variance.',
            },
            width,
          ),
      },
      {
        name: 'decoder-variance-active',
        title: 'Dimensions in use by decoder',
        caption: 'Latent dimensions whose posterior mean varies by more than 0.01 over the data, range over seeds.',
        spec: (width) =>
          overLatentsFigure(
            panelsOf(
              rows,
              ({ metrics }) => metrics.active_units,
              ({ metrics }) => metrics.active_units_predicted,
            ),
            {
              title: 'active dimensions',
              description: 'Active dimensions against the latent dimension for several kinds of decoder.',
            },
            width,
          ),
      },
    ],
  };
}

/** More latent dimensions can only raise the best ELBO: where it falls, training has not found it. */
function fallStatement(rows: readonly TrialRow[]): Statement[] {
  const lines = Map.groupBy(rows, (row) => `${familyOf(row)}, ${decoderOf(row)}, seed ${row.fields.seed}`);
  const steps = [...lines.values()].flatMap((line) => {
    const sorted = line.toSorted((one, other) => (numberAt(one, LATENT_DIM) ?? 0) - (numberAt(other, LATENT_DIM) ?? 0));
    return sorted.slice(1).map((row, index) => ({
      decoder: `${familyOf(row)}, ${decoderOf(row)}`,
      gain: (row.metrics.elbo ?? 0) - (sorted[index]?.metrics.elbo ?? 0),
    }));
  });
  const falls = steps.filter(({ gain }) => gain < 0);
  if (falls.length === 0) return [];
  const where = [...Map.groupBy(falls, ({ decoder }) => decoder)]
    .map(
      ([decoder, own]) =>
        `${decoder}: ${own.length}, by ${shortNumber(-Math.min(...own.map(({ gain }) => gain)))} nats at most`,
    )
    .join('; ');
  return [
    {
      agrees: null,
      text: `With more latent dimensions the best ELBO cannot be lower. The trained one is in ${falls.length} of ${steps.length} steps from one number of dimensions to the next, where training did not find the best: ${where}.`,
    },
  ];
}

function familyOf({ fields }: TrialRow): string {
  const data = fields['dataset.name'] === 'synthetic' ? 'synthetic data' : 'MNIST';
  return `${modelFamily(fields) === 'linear' ? 'linear' : 'networks'}, ${data}`;
}

function decoderOf({ fields }: TrialRow): string {
  const kind = String(fields['likelihood.kind']);
  if (kind !== 'gaussian') return kind === 'bernoulli' ? 'Bernoulli' : 'continuous Bernoulli';
  return (
    LEARNED[String(fields['likelihood.learn'])] ?? `fixed at ${shortNumber(Number(fields['likelihood.variance']))}`
  );
}

function panelsOf(
  rows: readonly TrialRow[],
  value: (row: TrialRow) => number | null,
  closedForm: (row: TrialRow) => number | null,
): OverLatentsPanel[] {
  return [...Map.groupBy(rows, familyOf)].map(([label, members]) => ({
    label,
    measured: Object.fromEntries(
      [...Map.groupBy(members, decoderOf)].map(([decoder, own]) => [decoder, pointsOver(own, LATENT_DIM, value)]),
    ),
    closedForm: pointsOver(
      members.filter(({ fields }) => modelFamily(fields) === 'linear' && fields['likelihood.learn'] === 'scalar'),
      LATENT_DIM,
      closedForm,
    ),
  }));
}

/** ELBO of `better` minus that of `worse`, of Gaussian trials that differ in nothing else. */
function pairedGains(rows: readonly TrialRow[], worse: string, better: string): number[] {
  const keyOf = (row: TrialRow) => JSON.stringify([familyOf(row), numberAt(row, LATENT_DIM), row.fields.seed]);
  const gaussian = rows.filter(({ fields }) => fields['likelihood.kind'] === 'gaussian');
  const base = new Map(
    gaussian.flatMap((row) =>
      row.fields['likelihood.learn'] === worse ? [[keyOf(row), row.metrics.elbo] as const] : [],
    ),
  );
  return gaussian.flatMap((row) => {
    const other = base.get(keyOf(row));
    if (row.fields['likelihood.learn'] !== better || other == null || row.metrics.elbo === null) return [];
    return row.metrics.elbo - other;
  });
}

function comparison(rows: readonly TrialRow[], worse: string, better: string, one: string, other: string): Statement[] {
  const gains = pairedGains(rows, worse, better);
  if (gains.length === 0) return [];
  const positive = gains.filter((gain) => gain > 0).length;
  return [
    {
      agrees: null,
      text: `ELBO of ${one} over ${other}: ${shortNumber(Math.min(...gains))} to ${shortNumber(Math.max(...gains))} nats, higher in ${positive} of ${gains.length} pairs.`,
    },
  ];
}
