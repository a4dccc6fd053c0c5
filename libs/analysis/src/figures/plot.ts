import type { TopLevelSpec } from 'vega-lite';
import { DASHES, figureKey, isLineMark, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

/** A measured value, with its least and greatest over seeds. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export interface PlotPanel {
  readonly label: string;
  readonly subtitle?: string;
  /** By the label of their series. */
  readonly lines: Readonly<Record<string, readonly { readonly x: number; readonly y: number }[]>>;
  readonly points: Readonly<Record<string, readonly PlotPoint[]>>;
  /** What this panel shows of the y axis, where it differs from the others. */
  readonly domain?: readonly [number, number];
}

export interface PlotAxis {
  /** With its unit. */
  readonly title: string;
  readonly scale?: 'linear' | 'log' | 'symlog';
  /** What is shown where that is not all there is. */
  readonly domain?: readonly [number, number];
  /** Where numbers stand, where that is not left to the figure. */
  readonly ticks?: readonly number[];
  /** Whether 0 is shown; it is not where this is left out. */
  readonly zero?: boolean;
}

/** Theory as lines, measurements as points over them with their range over seeds: the shape of most figures. */
export interface Plot {
  readonly description: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly Series[];
  /** Which series the key names, where that is not all. */
  readonly keyed?: (series: Series) => boolean;
  readonly panels: readonly PlotPanel[];
  /** Panels beside each other on a desk. */
  readonly columns?: number;
  /** Lines that jump, such as counts, are drawn as steps. */
  readonly steps?: boolean;
  readonly height?: number;
}

/** Width of a panel with nothing beside it, in px. */
const ALONE = 640;

export function plotFigure(plot: Plot, width: FigureWidth): TopLevelSpec {
  const columns = width === 'wide' ? Math.min(plot.columns ?? columnsFor(plot.panels.length), plot.panels.length) : 1;
  const size = columns === 1 && width === 'wide' ? ALONE : panelWidth(width, columns);
  const views = plot.panels.map((panel, index) => panelView(plot, panel, size, index % columns === 0));
  const { keyed = () => true } = plot;
  const used = plot.series
    .filter(keyed)
    .filter(({ label }) =>
      plot.panels.some((panel) => (panel.lines[label]?.length ?? 0) + (panel.points[label]?.length ?? 0) > 0),
    );
  return figureWithKey(figureKey(used, width), views, columns, plot.description);
}

function panelView(plot: Plot, panel: PlotPanel, size: number, isFirst: boolean): View {
  const x = { ...channel(plot.x), axis: { ...channel(plot.x).axis, grid: false } };
  const range = panel.domain === undefined ? plot.y : { ...plot.y, domain: panel.domain };
  const y = { ...channel(range), title: isFirst ? plot.y.title : null };
  const lines = plot.series.flatMap(({ label, colour, mark }) => {
    const values = panel.lines[label] ?? [];
    if (!isLineMark(mark) || values.length === 0) return [];
    return {
      data: { values: [...values] },
      mark: {
        type: 'line' as const,
        color: colour,
        strokeWidth: 2,
        strokeDash: [...DASHES[mark]],
        clip: true,
        interpolate: plot.steps ? ('step-after' as const) : ('linear' as const),
      },
      encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'y' } },
    };
  });
  const points = plot.series.flatMap(({ label, colour, mark }) => {
    const values = panel.points[label] ?? [];
    if (isLineMark(mark) || values.length === 0) return [];
    const data = { values: [...values] };
    return [
      {
        data,
        mark: { type: 'rule' as const, color: colour, strokeWidth: 1.5, clip: true },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data,
        mark: {
          type: 'point' as const,
          shape: mark,
          filled: true,
          opacity: 1,
          size: values.length > 40 ? 18 : 36,
          color: colour,
          clip: true,
        },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'y' } },
      },
    ];
  });
  return {
    title: panelTitle(panel.label, size, panel.subtitle ?? ''),
    width: size,
    height: plot.height ?? 180,
    layer: [...lines, ...points],
  };
}

function channel({ title, scale = 'linear', domain, ticks, zero = false }: PlotAxis) {
  return {
    type: 'quantitative' as const,
    title,
    scale: {
      type: scale,
      nice: false,
      ...(scale === 'linear' ? { zero } : {}),
      ...(domain === undefined ? { padding: 10 } : { domain: [...domain] }),
    },
    axis: {
      ...(ticks === undefined ? { tickCount: 5 } : { values: [...ticks] }),
      labelOverlap: true,
      ...(scale === 'linear' ? {} : { format: '~g' }),
    },
  };
}

/** Four panels make a square; others stand in rows of three. */
function columnsFor(panels: number): number {
  return panels === 4 ? 2 : 3;
}
