import { type FaultPanel, whoseFaultFigure } from '../figures/whose-fault.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { mean } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const BETA = 'objective.beta';
const PLAIN = 'as usual';

/** He et al. 2019: what of the collapse of nonlinear VAEs the objective explains, and what optimisation adds. */
export function whoseFault(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const remedies = [...Map.groupBy(rows, remedyOf)];
  const collapsed = (members: readonly TrialRow[], value: 'active_units' | 'active_units_predicted') =>
    members.reduce((sum, row) => sum + (numberAt(row, 'model.latentDim') ?? 0) - (row.metrics[value] ?? 0), 0);
  const beyondOf = (members: readonly TrialRow[]) =>
    members.reduce(
      (sum, { metrics }) => sum + Math.max(0, (metrics.active_units_predicted ?? 0) - (metrics.active_units ?? 0)),
      0,
    );
  const plain = remedies.find(([label]) => label === PLAIN)?.[1] ?? [];
  const beyond = beyondOf(plain);
  const more = plain.reduce(
    (sum, { metrics }) => sum + Math.max(0, (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0)),
    0,
  );
  const started = remedies.find(([label]) => label.startsWith('linear'))?.[1] ?? [];
  const gain = mean(gainsOver(started, plain));
  const below = started.filter(({ metrics }) => (metrics.objective ?? 0) < (metrics.objective_optimum ?? 0) - 0.05);
  return {
    headline: `Trained as usual, networks lose ${beyond} dimensions that the best linear VAE at the same beta × variance keeps, and keep ${more} that it loses (${plain.length} trials)${started.length === 0 ? '' : `; started at the linear solution their objective ends ${shortNumber(Math.abs(gain))} nats ${gain >= 0 ? 'higher' : 'lower'} on average`}.`,
    statements: [
      ...remedies.map(([label, members]) => ({
        agrees: null,
        text: `${label}: ${collapsed(members, 'active_units')} dimensions lost over ${members.length} trials (linear optimum ${collapsed(members, 'active_units_predicted')}), ${beyondOf(members)} of them kept by the linear optimum; ELBO with beta ${gainWords(members, plain)}.`,
      })),
      ...(started.length === 0
        ? []
        : [
            {
              agrees: null,
              text: `Started at the linear solution, ${below.length} of ${started.length} trials end more than 0.05 nats below the linear optimum.`,
            },
          ]),
    ],
    deviations: [],
    figures: [
      {
        name: 'whose-fault',
        title: 'Dimensions in use beside the linear optimum',
        caption:
          'Latent dimensions in use after training. Below the line dimensions are lost that the best linear VAE keeps at the same beta × variance; above it networks use more than a linear one would.',
        spec: (width) => whoseFaultFigure(remedies.map(panelOf), width),
      },
    ],
  };
}

function remedyOf({ fields }: TrialRow): string {
  if (fields['model.start'] === 'linear') return 'linear solution as the start';
  if (typeof fields['train.encoderSteps'] === 'number') {
    return `${fields['train.encoderSteps']} encoder steps for one of the decoder`;
  }
  return Number(fields['objective.warmupSteps']) > 0 ? 'beta warm-up' : PLAIN;
}

/** Objective less that of the same trial trained as usual, nats. */
function gainsOver(members: readonly TrialRow[], plain: readonly TrialRow[]): number[] {
  const keyOf = (row: TrialRow) => `${numberAt(row, BETA)} ${row.fields.seed}`;
  const base = new Map(plain.map((row) => [keyOf(row), row.metrics.objective ?? 0]));
  return members.map((row) => (row.metrics.objective ?? 0) - (base.get(keyOf(row)) ?? 0));
}

function gainWords(members: readonly TrialRow[], plain: readonly TrialRow[]): string {
  if (members === plain) {
    const gaps = plain.map(({ metrics }) => (metrics.objective ?? 0) - (metrics.objective_optimum ?? 0));
    return `less the linear optimum ${shortNumber(mean(gaps))} nats on average`;
  }
  const gains = gainsOver(members, plain);
  return `less that as usual ${shortNumber(mean(gains))} nats on average (${shortNumber(Math.min(...gains))} to ${shortNumber(Math.max(...gains))})`;
}

function panelOf([label, members]: readonly [string, readonly TrialRow[]]): FaultPanel {
  const product = (row: TrialRow) => (numberAt(row, BETA) ?? 1) * (numberAt(row, 'likelihood.variance') ?? 1);
  const cells = [...Map.groupBy(members, product)].toSorted(([one], [other]) => one - other);
  return {
    label,
    measured: cells.map(([x, own]) => {
      const counts = own.map(({ metrics }) => metrics.active_units ?? 0);
      return { x, y: mean(counts), low: Math.min(...counts), high: Math.max(...counts) };
    }),
    predicted: cells.map(([x, own]) => ({ x, y: own[0]?.metrics.active_units_predicted ?? 0 })),
  };
}
