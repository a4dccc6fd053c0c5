import type { TopLevelSpec } from 'vega-lite';
import type { ActiveCell, ActiveDimensionsTable, ActivePanel } from './active-dimensions-table.ts';
import { COLOURS } from './colours.ts';
import { type FigureWidth, figureOf, TOTAL_WIDTH, type View } from './theme.ts';

type Side = 'measured' | 'predicted';

const SIDE_TITLES: Readonly<Record<Side, string>> = {
  measured: 'measured',
  predicted: 'closed form (linear VAE)',
};
/** Below this many px a value no longer fits its cell. */
const SMALLEST_PRINTED = 26;

/** Heat maps of the number of dimensions in use, measured and by the closed form side by side. */
export function activeDimensionsFigure(table: ActiveDimensionsTable, width: FigureWidth): TopLevelSpec {
  const sides: readonly Side[] = table.predicted ? ['measured', 'predicted'] : ['measured'];
  const isStacked = cellSize(table, width, sides.length).width < SMALLEST_PRINTED && width === 'narrow';
  const columns = isStacked ? 1 : sides.length;
  const cell = cellSize(table, width, columns);
  const views = table.panels.flatMap((panel) => sides.map((side) => heatMap(table, panel, side, cell)));
  const description = 'Heat maps of the number of active latent dimensions, measured and as the closed form predicts.';
  return figureOf(views, columns, description);
}

interface CellSize {
  readonly width: number;
  readonly height: number;
}

function cellSize(table: ActiveDimensionsTable, width: FigureWidth, columns: number): CellSize {
  const room = TOTAL_WIDTH[width] / columns - 64;
  const fitting = Math.floor(room / table.xLabels.length);
  // The axis' title needs some room, also beside two rows.
  const cellHeight = Math.max(38, table.yTitle === null ? 0 : Math.ceil(108 / table.yLabels.length));
  const cellWidth = Math.max(4, Math.min(88, fitting));
  return {
    width: cellWidth,
    height: Math.max(4, Math.min(cellHeight, cellWidth, Math.floor(480 / table.yLabels.length))),
  };
}

function heatMap(table: ActiveDimensionsTable, panel: ActivePanel, side: Side, size: CellSize): View {
  const isLastSide = side === 'predicted' || !table.predicted;
  const isPrinted = size.width >= SMALLEST_PRINTED && size.height >= 14;
  const values = panel.cells.map((cell) => ({ ...cell, value: cellValue(cell, side), text: textOf(cell, side) }));
  const position = {
    x: {
      field: 'x',
      type: 'ordinal' as const,
      title: table.xTitle || null,
      sort: [...table.xLabels],
      axis: table.xTitle === '' ? null : { labelAngle: 0, labelOverlap: true, domain: false, ticks: false },
      scale: { domain: [...table.xLabels] },
    },
    y: {
      field: 'y',
      type: 'ordinal' as const,
      title: table.yTitle,
      sort: table.yLabels.toReversed(),
      axis: table.yTitle === null ? null : { labelOverlap: true, domain: false, ticks: false },
      scale: { domain: table.yLabels.toReversed() },
    },
  };
  const scale = { domain: [0, table.latentDim / 2, table.latentDim], range: [...COLOURS.active] };
  const legend = { title: 'active dimensions', orient: 'right' as const, gradientLength: 100 };
  return {
    title: {
      text: panel.label === '' ? SIDE_TITLES[side] : panel.label,
      ...(panel.label === '' ? {} : { subtitle: SIDE_TITLES[side] }),
    },
    width: size.width * table.xLabels.length,
    height: size.height * table.yLabels.length,
    data: { values },
    encoding: position,
    layer: [
      {
        transform: [{ filter: 'datum.value === null' }],
        mark: { type: 'rect', color: COLOURS.absent, ...frame(isPrinted) },
      },
      {
        transform: [{ filter: 'datum.value !== null' }],
        mark: { type: 'rect', ...frame(isPrinted) },
        encoding: {
          color: { field: 'value', type: 'quantitative', scale, legend: isPrinted || !isLastSide ? null : legend },
        },
      },
      ...(isPrinted ? [printedValues(table.latentDim)] : []),
    ],
  };
}

function frame(isPrinted: boolean) {
  return isPrinted ? { stroke: 'white', strokeWidth: 1 } : {};
}

function printedValues(latentDim: number) {
  const test = `datum.value !== null && datum.value > ${0.7 * latentDim}`;
  return {
    mark: { type: 'text' as const, fontSize: 12 },
    encoding: {
      text: { field: 'text' },
      color: { condition: { test, value: 'white' }, value: COLOURS.ink },
    },
  };
}

function cellValue(cell: ActiveCell, side: Side): number | null {
  return side === 'measured' ? cell.measured : cell.predicted;
}

function textOf(cell: ActiveCell, side: Side): string {
  const value = cellValue(cell, side);
  if (value !== null) {
    const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
    return side === 'measured' && cell.state === 'partly-failed' ? `${text}*` : text;
  }
  return cell.state === 'failed' ? '×' : '–';
}
