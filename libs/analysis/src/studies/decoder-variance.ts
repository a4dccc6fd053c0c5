import { plural } from '../counting-words.ts';
import { type OverLatentsPanel, overLatentsFigure } from '../figures/over-latents.ts';
import { modelFamily } from '../model-label.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { dataName } from './data-name.ts';
import { optimumDeviation } from './deviations.ts';
import { type DataEvidence, dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { meanWords, pointsOver, seedWords } from './over-seeds.ts';
import type { Statement, StudyReport, StudyTable } from './study-report.ts';
import { evidenceOfRow } from './trial-counts.ts';

const LATENT_DIM = 'model.latentDim';
const LEARNED: Readonly<Record<string, string>> = {
  scalar: 'learned',
  'per-dimension': 'learned per pixel',
  network: 'output by the network',
};

/** The decoder variance fixed and learned in three ways, beside the Bernoulli decoders. */
export function decoderVariance(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const exact = rows.filter((row) => evidenceOfRow(row) === 'exact');
  const oneVariance = rows.filter(hasOneVariance);
  const gains = pairedGains(rows, 'fixed', 'scalar');
  const ofLinear = gains.filter(({ row }) => exact.includes(row)).length;
  const changes = gains.map(({ gain }) => gain);
  const floors = floorStatements(evidence, rows);
  return {
    headline: `Learning one decoder variance changes the ELBO by ${shortNumber(Math.min(...changes))} to ${shortNumber(Math.max(...changes))} nats against the fixed one (${gains.length} pairs of trials, ${seedWords(oneVariance)})${floors.length === 0 ? '' : '; the ELBOs of the decoders with more variances rest in part on constant pixels and are compared with none'}.`,
    statements: [
      {
        agrees: changes.every((gain) => gain > -1e-6),
        text: `A learned scalar variance has the higher ELBO in ${changes.filter((gain) => gain > 0).length} of ${gains.length} pairs of trials that differ in nothing else (${ofLinear} of linear VAEs, ${gains.length - ofLinear} of networks).`,
      },
      ...floors,
      ...fallStatement(rows),
    ],
    deviations: [optimumDeviation(exact, 'trained objective to closed-form optimum, linear, one variance')],
    tables: [tableOf(rows)],
    figures: [
      {
        name: 'decoder-variance-elbo',
        title: 'ELBO by decoder',
        caption: `ELBO at beta = 1 of decoders with one variance for all pixels, mean and range over ${seedWords(oneVariance)}. The line is the closed form of linear VAEs whose variance is learned. Others are left out: what they reach on constant pixels is up to their floor, if they have one, and Bernoulli decoders of grey values have no density.`,
        spec: (width) =>
          overLatentsFigure(
            panelsOf(
              oneVariance,
              ({ metrics }) => metrics.elbo,
              ({ metrics }) => metrics.objective_optimum,
            ),
            {
              title: 'ELBO, nats per data point',
              description: 'ELBO against the latent dimension with the decoder variance fixed and learned.',
            },
            width,
          ),
      },
      {
        name: 'decoder-variance-active',
        title: 'Dimensions in use by decoder',
        caption: `Latent dimensions whose posterior mean varies by more than 0.01 over the data, mean and range over ${seedWords(rows)}.`,
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

/** A density whose maximum constant pixels do not decide. */
function hasOneVariance({ fields }: TrialRow): boolean {
  const learn = fields['likelihood.learn'];
  return fields['likelihood.kind'] === 'gaussian' && (learn === 'fixed' || learn === 'scalar');
}

/** What constant pixels make of densities that may sharpen on each pixel by itself; none where every pixel varies. */
function floorStatements(evidence: StudyEvidence, rows: readonly TrialRow[]): Statement[] {
  const sharpening = rows.filter((row) => !hasOneVariance(row) && row.fields['likelihood.kind'] !== 'bernoulli');
  const gaussian = sharpening.filter(({ fields }) => fields['likelihood.kind'] === 'gaussian');
  const words = [...Map.groupBy(gaussian, (row) => dataOf(evidence, row))].flatMap(([data, members]) => {
    const constant = constantPixels(data);
    const floor = Math.min(...members.map((row) => numberAt(row, 'likelihood.varianceFloor') ?? 0));
    if (constant === 0) return [];
    if (floor === 0) return [`${constant} of ${data.moments.dim} pixels never vary, and there is no floor`];
    const most = -(constant / 2) * Math.log(2 * Math.PI * floor);
    return [
      `${constant} of ${data.moments.dim} pixels never vary, and with the floor ${shortNumber(floor)} they alone give up to ${shortNumber(most)} nats`,
    ];
  });
  const continuous = sharpening.length - gaussian.length;
  return [
    ...(words.length === 0
      ? []
      : [
          {
            agrees: null,
            text: `With a variance for each pixel, learned or output by the network, the density of a constant pixel grows without end as its variance falls, so that the ELBO has no maximum but through the floor of the variance: ${words.join('; ')}. Another floor gives another ELBO, so these ${plural(gaussian.length, 'trial')} are compared with no others.`,
          },
        ]),
    ...(continuous === 0 || words.length === 0
      ? []
      : [
          {
            agrees: null,
            text: `The density of a continuous Bernoulli grows without end too on pixels that are always 0 or 1, and it has no floor: the ELBO of these ${plural(continuous, 'trial')} has no maximum, and is as high as training has gone.`,
          },
        ]),
  ];
}

function constantPixels({ moments: { covariance, dim } }: DataEvidence): number {
  return Array.from({ length: dim }, (_, pixel) => covariance[pixel * dim + pixel]).filter((one) => one === 0).length;
}

/** Each model and decoder by latent dimension. */
function tableOf(rows: readonly TrialRow[]): StudyTable {
  const latentDims = [...new Set(rows.flatMap((row) => numberAt(row, LATENT_DIM) ?? []))].toSorted((a, b) => a - b);
  return {
    title: `ELBO in nats, and dimensions in use: mean over ${seedWords(rows)} ± standard error`,
    columns: ['model', 'decoder', 'closed form', ...latentDims.map((latentDim) => `k = ${latentDim}`)],
    rows: [...Map.groupBy(rows, (row) => `${familyOf(row)}, ${decoderOf(row)}`).values()].flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const cells = latentDims.map((latentDim) => {
        const own = members.filter((row) => numberAt(row, LATENT_DIM) === latentDim);
        if (own.length === 0) return '';
        return `${meanWords(own.map(({ metrics }) => metrics.elbo ?? 0))}; ${meanWords(own.map(({ metrics }) => metrics.active_units ?? 0))}`;
      });
      return [[familyOf(first), decoderOf(first), evidenceOfRow(first), ...cells]];
    }),
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
      text: `With more latent dimensions the best ELBO of one decoder cannot be lower. The trained one is, in ${falls.length} of ${steps.length} steps from one number of dimensions to the next: there training did not find the best. ${where}.`,
    },
  ];
}

function familyOf({ fields }: TrialRow): string {
  return `${modelFamily(fields) === 'linear' ? 'linear' : 'networks'}, ${dataName(fields)}`;
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
function pairedGains(rows: readonly TrialRow[], worse: string, better: string): { row: TrialRow; gain: number }[] {
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
    return { row, gain: row.metrics.elbo - other };
  });
}
