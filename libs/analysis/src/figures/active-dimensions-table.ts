import type { ChosenAxes } from '../choose-axes.ts';
import { combinationLabel } from '../combination-label.ts';
import { type Combination, summarizeOverSeeds } from '../summarize-over-seeds.ts';
import type { TrialRow } from '../trial-rows.ts';
import { type Axis, axisKey, combinationKey } from '../varied-axes.ts';

/** What a heat map's cell can be besides a number. */
export type CellState = 'done' | 'partly-failed' | 'failed' | 'missing';

export interface ActiveCell {
  readonly x: string;
  readonly y: string;
  /** Mean over seeds of the active dimensions; null where no trial is done. */
  readonly measured: number | null;
  /** The closed form's; null where there is none. */
  readonly predicted: number | null;
  readonly state: CellState;
}

export interface ActivePanel {
  /** Such as `linear`; empty where there is one panel only. */
  readonly label: string;
  readonly cells: readonly ActiveCell[];
}

export interface ActiveDimensionsTable {
  readonly xTitle: string;
  readonly yTitle: string | null;
  readonly xLabels: readonly string[];
  /** Bottom to top. */
  readonly yLabels: readonly string[];
  readonly panels: readonly ActivePanel[];
  /** Panels that the grid has. */
  readonly panelCount: number;
  /** The most dimensions any trial has: the end of the colour scale. */
  readonly latentDim: number;
  /** Whether any cell has a closed form. */
  readonly predicted: boolean;
}

/** Active dimensions over the chosen axes, a panel for each combination of the rest, the first `limit` panels. */
export function activeDimensionsTable(
  rows: readonly TrialRow[],
  axes: readonly Axis[],
  chosen: ChosenAxes,
  limit: number,
): ActiveDimensionsTable {
  const { x, y, panels } = chosen;
  const combinations = summarizeOverSeeds(rows, axes, ['active_units', 'active_units_predicted']);
  const inPanels = Map.groupBy(combinations, (combination) => combinationKey(panels, firstRow(combination)));
  return {
    xTitle: x?.title ?? '',
    yTitle: y?.title ?? null,
    xLabels: x?.values.map((value) => value.label) ?? [''],
    yLabels: y?.values.map((value) => value.label) ?? [''],
    panels: [...inPanels.values()].slice(0, limit).map((members) => panelOf(members, chosen)),
    panelCount: inPanels.size,
    latentDim: rows.reduce((most, row) => Math.max(most, Number(row.fields['model.latentDim'] ?? 0)), 0),
    predicted: combinations.some((combination) => combination.spreads.active_units_predicted != null),
  };
}

function panelOf(members: readonly Combination[], { x, y, panels }: ChosenAxes): ActivePanel {
  const [first] = members;
  const position = (row: TrialRow) => `${x && axisKey(x, row)} ${y && axisKey(y, row)}`;
  const byPosition = new Map(members.map((combination) => [position(firstRow(combination)), combination]));
  const cells = (x?.values ?? [null]).flatMap((xValue) =>
    (y?.values ?? [null]).map((yValue): ActiveCell => {
      const combination = byPosition.get(`${xValue?.key ?? null} ${yValue?.key ?? null}`);
      return {
        x: xValue?.label ?? '',
        y: yValue?.label ?? '',
        measured: combination?.spreads.active_units?.mean ?? null,
        predicted: combination?.spreads.active_units_predicted?.mean ?? null,
        state: stateOf(combination),
      };
    }),
  );
  return { label: first === undefined ? '' : combinationLabel(panels, firstRow(first)), cells };
}

function stateOf(combination: Combination | undefined): CellState {
  if (combination === undefined) return 'missing';
  if (combination.done === 0) return 'failed';
  return combination.failed > 0 ? 'partly-failed' : 'done';
}

function firstRow(combination: Combination): TrialRow {
  const [row] = combination.rows;
  if (row === undefined) throw new RangeError('a combination without trials');
  return row;
}
