import { plural } from '../counting-words.ts';
import { type FaultPanel, whoseFaultFigure } from '../figures/whose-fault.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { type DataEvidence, dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean, pointsOver } from './over-seeds.ts';
import type { Statement, StudyReport, StudyTable } from './study-report.ts';

const BETA = 'objective.beta';
const PLAIN = 'as usual';

/** The trials of one way to train. */
interface Way {
  readonly label: string;
  readonly rows: readonly TrialRow[];
}

/** He et al. 2019: what of the collapse of nonlinear VAEs the objective explains, and what optimisation adds. */
export function whoseFault(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const ways = [...Map.groupBy(rows, wayOf)].map(([label, own]): Way => ({ label, rows: own }));
  const plain = ways.find(({ label }) => label === PLAIN)?.rows ?? [];
  const bests = bestOfEach(plain, rows);
  const { lost, shared } = sharedLoss(plain, bests);
  return {
    headline: `Of ${plural(lost, 'dimension')} that networks lose as usually trained (${plural(plain.length, 'trial')}), the same networks still lose ${shared} when trained in whichever of ${ways.length} ways reaches the highest objective: so much is the objective's doing, the other ${lost - shared} the optimiser's.`,
    statements: [
      againstLinear(plain),
      againstBest(plain, bests, ways.length),
      ...ways.filter(({ label }) => label !== PLAIN).map((way) => againstUsual(way, plain)),
      ...fromLinear(ways),
    ],
    deviations: [],
    tables: [
      tableOf(ways, 'Active dimensions of the networks, mean over seeds', {
        title: 'best linear VAE',
        linear: ({ active_units_predicted }) => active_units_predicted ?? 0,
        value: ({ active_units }) => active_units ?? 0,
      }),
      tableOf(ways, 'ELBO with beta at the end, nats, mean over seeds', {
        title: 'best linear VAE',
        linear: ({ objective_optimum }) => objective_optimum ?? 0,
        value: ({ objective }) => objective ?? 0,
      }),
    ],
    figures: [
      {
        name: 'whose-fault',
        title: 'Dimensions in use beside the linear optimum',
        caption:
          'Latent dimensions in use after training. Below the line networks use fewer than the best linear VAE at the same beta × variance, above it more. The decoder takes as many steps in each panel.',
        spec: (width) =>
          whoseFaultFigure(
            ways.map((way) => panelOf(way, evidence)),
            width,
          ),
      },
    ],
  };
}

function wayOf({ fields }: TrialRow): string {
  if (fields['model.start'] === 'linear') return 'linear solution as the start';
  if (typeof fields['train.encoderSteps'] === 'number') {
    return `${fields['train.encoderSteps']} encoder steps for one of the decoder`;
  }
  return Number(fields['objective.warmupSteps']) > 0 ? 'beta warm-up' : PLAIN;
}

/** Trials of one cell differ in the way of training alone. */
function cellOf(row: TrialRow): string {
  return `${numberAt(row, BETA)} ${row.fields.seed}`;
}

/** For each row the trial with the highest objective among those that differ from it in the way of training alone. */
export function bestOfEach(plain: readonly TrialRow[], rows: readonly TrialRow[]): TrialRow[] {
  return plain.map((row) => {
    const cell = rows.filter((other) => cellOf(other) === cellOf(row));
    return cell.reduce((best, other) => (objectiveOf(other) > objectiveOf(best) ? other : best), row);
  });
}

/** Dimensions that trials lose, and how many of them the best of each loses too, which is not the optimiser's doing. */
export function sharedLoss(rows: readonly TrialRow[], bests: readonly TrialRow[]): { lost: number; shared: number } {
  return {
    lost: sum(rows.map(lostOf)),
    shared: sum(rows.map((row, index) => Math.min(lostOf(row), lostOf(bests[index] ?? row)))),
  };
}

function againstLinear(rows: readonly TrialRow[]): Statement {
  const differences = rows.map(({ metrics }) => (metrics.active_units ?? 0) - (metrics.active_units_predicted ?? 0));
  const gains = rows.map((row) => objectiveOf(row) - (row.metrics.objective_optimum ?? 0));
  const fewer = rows.filter((_, index) => (differences[index] ?? 0) < 0);
  const higher = fewer.filter((row) => objectiveOf(row) > (row.metrics.objective_optimum ?? 0));
  const reason =
    fewer.length === 0
      ? ''
      : ` Of those with fewer, ${higher.length} of ${fewer.length} nonetheless end above the linear optimum's ELBO with beta: curved decoders say as much with fewer dimensions.`;
  return {
    agrees: null,
    text: `Trained as usual, networks use fewer dimensions than the best linear VAE in ${fewer.length} of ${rows.length} trials and more in ${differences.filter((difference) => difference > 0).length}; their ELBO with beta is higher by ${shortNumber(mean(gains))} nats on average (${rangeOf(gains)}).${reason}`,
  };
}

function againstBest(plain: readonly TrialRow[], bests: readonly TrialRow[], ways: number): Statement {
  const gaps = plain.map((row, index) => objectiveOf(bests[index] ?? row) - objectiveOf(row));
  const used = plain.map((row, index) => activeOf(row) - activeOf(bests[index] ?? row));
  return {
    agrees: null,
    text: `The best of ${ways} ways of training ends ${shortNumber(mean(gaps))} nats above the usual one on average (${rangeOf(gaps)}); as usual ${sum(used.map((one) => Math.max(0, -one)))} dimensions are lost that the best way keeps, and ${sum(used.map((one) => Math.max(0, one)))} kept that it loses.`,
  };
}

function againstUsual({ label, rows }: Way, plain: readonly TrialRow[]): Statement {
  const usual = new Map(plain.map((row) => [cellOf(row), row]));
  const pairs = rows.flatMap((row) => {
    const other = usual.get(cellOf(row));
    return other === undefined ? [] : [{ row, other }];
  });
  const gains = pairs.map(({ row, other }) => objectiveOf(row) - objectiveOf(other));
  const dimensions = pairs.map(({ row, other }) => activeOf(row) - activeOf(other));
  return {
    agrees: null,
    text: `${label} against as usual: ELBO with beta ${shortNumber(mean(gains))} nats on average (${rangeOf(gains)}), higher in ${gains.filter((gain) => gain > 0).length} of ${pairs.length} trials; dimensions in use ${shortNumber(mean(dimensions))} on average (${rangeOf(dimensions)}).`,
  };
}

/** Whether networks that start at the linear optimum stay at or above it. */
function fromLinear(ways: readonly Way[]): Statement[] {
  const rows = ways.find(({ label }) => label.startsWith('linear'))?.rows ?? [];
  if (rows.length === 0) return [];
  const below = rows.filter((row) => objectiveOf(row) < (row.metrics.objective_optimum ?? 0) - 0.05);
  const fewer = rows.filter((row) => activeOf(row) < (row.metrics.active_units_predicted ?? 0));
  return [
    {
      agrees: null,
      text: `Started at the linear solution, ${below.length} of ${rows.length} trials end more than 0.05 nats below the linear optimum, and ${fewer.length} give up dimensions that they start with.`,
    },
  ];
}

function tableOf(
  ways: readonly Way[],
  title: string,
  column: {
    readonly title: string;
    readonly linear: (metrics: TrialRow['metrics']) => number;
    readonly value: (metrics: TrialRow['metrics']) => number;
  },
): StudyTable {
  const linear = pointsOver(
    ways.flatMap(({ rows }) => rows),
    BETA,
    ({ metrics }) => column.linear(metrics),
  );
  const cells = ways.map(({ rows }) => pointsOver(rows, BETA, ({ metrics }) => column.value(metrics)));
  return {
    title,
    columns: ['beta', column.title, ...ways.map(({ label }) => label)],
    rows: linear.map(({ x, y }) => [
      shortNumber(x),
      shortNumber(y),
      ...cells.map((points) => {
        const point = points.find((one) => one.x === x);
        return point === undefined ? '' : shortNumber(point.y);
      }),
    ]),
  };
}

function panelOf({ label, rows }: Way, evidence: StudyEvidence): FaultPanel {
  const product = (row: TrialRow) => (numberAt(row, BETA) ?? 1) * (numberAt(row, 'likelihood.variance') ?? 1);
  const cells = [...Map.groupBy(rows, product)].toSorted(([one], [other]) => one - other);
  const products = cells.map(([x]) => x);
  return {
    label,
    measured: cells.map(([x, own]) => {
      const counts = own.map(activeOf);
      return { x, y: mean(counts), low: Math.min(...counts), high: Math.max(...counts) };
    }),
    predicted: rows
      .slice(0, 1)
      .flatMap((row) => steps(dataOf(evidence, row), numberAt(row, 'model.latentDim') ?? 0, products)),
  };
}

/** How many of the first eigenvalues are above a product, at the ends of the products' range and where it changes between. */
function steps({ spectrum }: DataEvidence, latentDim: number, products: readonly number[]) {
  const eigenvalues = [...spectrum.eigenvalues.slice(0, latentDim)];
  const [from, to] = [Math.min(...products), Math.max(...products)];
  const between = eigenvalues.filter((eigenvalue) => eigenvalue > from && eigenvalue < to);
  return [from, ...between.toReversed(), to].map((x) => ({
    x,
    y: eigenvalues.filter((eigenvalue) => eigenvalue > x).length,
  }));
}

function objectiveOf({ metrics }: TrialRow): number {
  return metrics.objective ?? Number.NEGATIVE_INFINITY;
}

function activeOf({ metrics }: TrialRow): number {
  return metrics.active_units ?? 0;
}

function lostOf(row: TrialRow): number {
  return (numberAt(row, 'model.latentDim') ?? 0) - activeOf(row);
}

function rangeOf(values: readonly number[]): string {
  return `${shortNumber(Math.min(...values))} to ${shortNumber(Math.max(...values))}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
