import { plural } from '../counting-words.ts';
import { type FaultPanel, whoseFaultFigure } from '../figures/whose-fault.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { type DataEvidence, dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { mean, meanWords, pointsOver, rangeWords, seedMeans, seedWords, valuesOver } from './over-seeds.ts';
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
  // Where the best linear VAE keeps none, there is little for any training to keep.
  const hopeful = plain.flatMap((row, index) =>
    row.metrics.active_units_predicted === 0 ? [] : [{ row, best: bests[index] ?? row }],
  );
  const without = sharedLoss(
    hopeful.map(({ row }) => row),
    hopeful.map(({ best }) => best),
  );
  const settings = `${plural(plain.length, 'trial')}: ${plural(new Set(plain.map((row) => numberAt(row, BETA))).size, 'beta')}, ${seedWords(plain)}`;
  return {
    headline: `Trained as usual, networks lose ${plural(lost, 'dimension')} (${settings}), ${lost - without.lost} of them where the best linear VAE keeps none; of the ${lost}, ${shared} are lost too by the best of ${ways.length} ways of training, chosen for each beta and seed by its objective, and a better training may keep more.`,
    statements: [
      {
        agrees: null,
        text: `Where the best linear VAE keeps some dimension, networks as usually trained lose ${without.lost}, and ${without.shared} of these are lost too by the best of ${ways.length} ways: the other ${without.lost - without.shared} are lost by a training that another one betters with more dimensions. Of the ${without.shared} nobody can say here: a better way to train might keep some, and the linear VAE is a yardstick for networks and no closed form of theirs.`,
      },
      againstLinear(plain),
      againstBest(plain, bests, ways.length),
      ...ways.filter(({ label }) => label !== PLAIN).map((way) => againstUsual(way, plain)),
      ...fromLinear(ways),
      ...encoderStepStatement(ways, plain),
    ],
    deviations: [],
    tables: [
      tableOf(ways, `Active dimensions of the networks, mean over ${seedWords(rows)} ± standard error`, {
        title: 'best linear VAE',
        linear: ({ active_units_predicted }) => active_units_predicted ?? 0,
        value: ({ active_units }) => active_units ?? 0,
      }),
      tableOf(
        ways,
        `ELBO with beta at the end, nats (from ${rangeWords(rows.flatMap((row) => numberAt(row, 'evaluation.samples') ?? []))} samples a data point), mean over ${seedWords(rows)} ± standard error`,
        {
          title: 'best linear VAE',
          linear: ({ objective_optimum }) => objective_optimum ?? 0,
          value: ({ objective }) => objective ?? 0,
        },
      ),
    ],
    figures: [
      {
        name: 'whose-fault',
        title: 'Dimensions in use beside the linear optimum',
        caption: `Latent dimensions in use after training, mean and range over ${seedWords(rows)}. Below the line networks use fewer than the best linear VAE at the same beta × variance, above it more. The decoder takes as many steps in each panel; the encoder takes more where the panel says so.`,
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

/** Dimensions that trials lose, and how many of these the best of each loses too; the best may lose others beside. */
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
      : ` Of those with fewer, ${higher.length} of ${fewer.length} nonetheless end above the linear optimum's ELBO with beta: with fewer dimensions they reach a higher objective than any linear VAE.`;
  return {
    agrees: null,
    text: `Trained as usual, networks use fewer dimensions than the best linear VAE in ${fewer.length} of ${rows.length} trials and more in ${differences.filter((difference) => difference > 0).length}; their ELBO with beta is higher by ${averageWords(rows, gains)}.${reason}`,
  };
}

function againstBest(plain: readonly TrialRow[], bests: readonly TrialRow[], ways: number): Statement {
  const gaps = plain.map((row, index) => objectiveOf(bests[index] ?? row) - objectiveOf(row));
  const used = plain.map((row, index) => activeOf(row) - activeOf(bests[index] ?? row));
  return {
    agrees: null,
    text: `The best of ${ways} ways of training, the usual one among them and each time the one that came out highest, ends above the usual one by ${averageWords(plain, gaps)}; as usual ${sum(used.map((one) => Math.max(0, -one)))} dimensions are lost that the best way keeps, and ${sum(used.map((one) => Math.max(0, one)))} kept that it loses.`,
  };
}

function againstUsual({ label, rows }: Way, plain: readonly TrialRow[]): Statement {
  const usual = new Map(plain.map((row) => [cellOf(row), row]));
  const pairs = rows.flatMap((row) => {
    const other = usual.get(cellOf(row));
    return other === undefined ? [] : [{ row, other }];
  });
  const own = pairs.map(({ row }) => row);
  const gains = pairs.map(({ row, other }) => objectiveOf(row) - objectiveOf(other));
  const dimensions = pairs.map(({ row, other }) => activeOf(row) - activeOf(other));
  return {
    agrees: null,
    text: `${label} against as usual: ELBO with beta ${averageWords(own, gains)}, higher in ${gains.filter((gain) => gain > 0).length} of ${pairs.length} trials; dimensions in use ${averageWords(own, dimensions, '')}.`,
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
  const cells = ways.map(({ rows }) => valuesOver(rows, BETA, ({ metrics }) => column.value(metrics)));
  return {
    title,
    columns: ['beta', column.title, ...ways.map(({ label }) => label)],
    rows: linear.map(({ x, y }) => [
      shortNumber(x),
      shortNumber(y),
      ...cells.map((points) => {
        const point = points.find((one) => one.x === x);
        return point === undefined ? '' : meanWords(point.values);
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

/** `3.26 ± 0.40 nats on average (standard error over 3 seeds; −1.50 to 17.61)`: over the trials of each seed first, so that the standard error is over seeds. */
function averageWords(rows: readonly TrialRow[], values: readonly number[], unit = ' nats'): string {
  const means = seedMeans(rows.map((row, index) => ({ row, value: values[index] ?? Number.NaN })));
  const words = meanWords(means);
  const spread = words.includes('±') ? `standard error over ${plural(means.length, 'seed')}; ` : '';
  return `${words}${unit} on average (${spread}${rangeWords(values)})`;
}

/** That more encoder steps are more training, too. */
function encoderStepStatement(ways: readonly Way[], plain: readonly TrialRow[]): Statement[] {
  const seconds = (rows: readonly TrialRow[]) => mean(rows.map(({ metrics }) => metrics.seconds ?? 0));
  return ways.flatMap(({ label, rows }) => {
    const times = rows[0]?.fields['train.encoderSteps'];
    if (typeof times !== 'number') return [];
    return [
      {
        agrees: null,
        text: `${label}: the decoder takes as many steps as elsewhere, the encoder ${times} times as many, and training ${shortNumber(seconds(rows) / seconds(plain))} times as long as usual; what of the difference is the longer training of the encoder was not tried apart.`,
      },
    ];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
