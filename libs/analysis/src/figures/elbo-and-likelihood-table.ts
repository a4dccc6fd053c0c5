import type { ChosenAxes } from '../choose-axes.ts';
import { combinationLabel } from '../combination-label.ts';
import { compareWithTheory } from '../compare-with-theory.ts';
import { evenlySpaced } from '../select-trials.ts';
import { summarizeOverSeeds } from '../summarize-over-seeds.ts';
import type { TrialRow } from '../trial-rows.ts';
import { type Axis, axisValue, combinationKey } from '../varied-axes.ts';

/** One setting of the x axis, nats per data point; null where there is no such value. */
export interface LikelihoodPoint {
  /** The x axis' number, or its label where it has none. */
  readonly x: number | string;
  /** Mean over seeds, with the least and the greatest. */
  readonly elbo: number;
  readonly elboMinimum: number;
  readonly elboMaximum: number;
  readonly logLikelihood: number | null;
  /** ELBO of the linear VAE that maximizes the objective. */
  readonly elboAtOptimum: number | null;
  readonly ppcaMaximum: number | null;
}

export interface LikelihoodPanel {
  readonly label: string;
  readonly points: readonly LikelihoodPoint[];
}

export interface LikelihoodTable {
  readonly xTitle: string;
  readonly xKind: 'logarithmic' | 'linear' | 'named';
  readonly xValues: readonly (number | string)[];
  readonly panels: readonly LikelihoodPanel[];
  /** How many panels beside each other keep like with like. */
  readonly panelsInRow: number;
  /** Panels that the grid has. */
  readonly panelCount: number;
  /** Whether any trial has more than one seed. */
  readonly hasSpread: boolean;
}

/** ELBO and its bounds along the x axis, a panel for each combination of the other axes, `limit` of them evenly spaced. */
export function likelihoodTable(
  rows: readonly TrialRow[],
  axes: readonly Axis[],
  chosen: ChosenAxes,
  limit: number,
): LikelihoodTable {
  const { x } = chosen;
  const panelAxes = [...chosen.panels, ...(chosen.y === null ? [] : [chosen.y])];
  const combinations = summarizeOverSeeds(
    rows,
    axes,
    ['elbo', 'log_likelihood'],
    [
      { name: 'elboAtOptimum', of: (row) => compareWithTheory(row).elboAtOptimum },
      { name: 'ppcaMaximum', of: (row) => compareWithTheory(row).maximum },
    ],
  );
  const points = combinations.flatMap(({ rows: [row], spreads }) => {
    const { elbo } = spreads;
    if (row === undefined || elbo == null) return [];
    const value = x === null ? null : axisValue(x, row);
    const point: LikelihoodPoint = {
      x: value === null ? '' : (value.number ?? value.label),
      elbo: elbo.mean,
      elboMinimum: elbo.minimum,
      elboMaximum: elbo.maximum,
      logLikelihood: spreads.log_likelihood?.mean ?? null,
      elboAtOptimum: spreads.elboAtOptimum?.mean ?? null,
      ppcaMaximum: spreads.ppcaMaximum?.mean ?? null,
    };
    return [{ row, point, count: elbo.count }];
  });
  const panels = [...Map.groupBy(points, ({ row }) => combinationKey(panelAxes, row)).values()];
  const order = (row: TrialRow) => panelAxes.map((axis) => axis.values.indexOf(axisValue(axis, row)));
  panels.sort(([one], [other]) => compareInOrder(one ? order(one.row) : [], other ? order(other.row) : []));
  return {
    xTitle: x?.title ?? '',
    xKind: x?.numeric ? (x.logarithmic ? 'logarithmic' : 'linear') : 'named',
    xValues: x?.values.map((value) => value.number ?? value.label) ?? [''],
    panels: evenlySpaced(panels, limit).map((members) => ({
      label: members[0] === undefined ? '' : combinationLabel(panelAxes, members[0].row),
      points: members.map(({ point }) => point),
    })),
    panelsInRow: panelsInRow(chosen, panels.length <= limit),
    panelCount: panels.length,
    hasSpread: points.some(({ count }) => count > 1),
  };
}

/** The values of the y axis make a row where they fit in one. */
function panelsInRow({ y, panels }: ChosenAxes, areAllShown: boolean): number {
  const inRow = (y ?? panels.at(-1))?.values.length ?? 1;
  return areAllShown && inRow >= 2 && inRow <= 4 ? inRow : 3;
}

function compareInOrder(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((value, at) => value !== other[at]);
  return index === -1 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
