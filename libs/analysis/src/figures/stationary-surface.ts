import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { DASHES, figureKey, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

type Point = { readonly x: number; readonly y: number };

export interface SurfacePanel {
  readonly label: string;
  readonly subtitle: string;
  /** Curves on which log p(x) less that at the stationary point is `level` nats. */
  readonly levels: readonly { readonly level: number; readonly curves: readonly (readonly Point[])[] }[];
  /** Where log p(x) is highest in this plane. */
  readonly maxima: readonly Point[];
}

export interface Surface {
  /** The principal components that the two axes are along. */
  readonly components: readonly [number, number];
  /** Longest column shown. */
  readonly reach: number;
  readonly panels: readonly SurfacePanel[];
}

const HIGHER = { label: 'higher than the stationary point', colour: COLOURS.closedForm, mark: 'line' } as const;
const SAME = { label: 'as high', colour: COLOURS.faintInk, mark: 'dotted line' } as const;
const LOWER = { label: 'lower', colour: COLOURS.measured, mark: 'dashed line' } as const;
const HERE: Series = { label: 'stationary point', colour: COLOURS.ink, mark: 'diamond' };
const TOP: Series = { label: 'maximum', colour: COLOURS.closedForm, mark: 'circle' };

/** log p(x) around a stationary point as a map of its level curves, over two directions; a panel for each variance. */
export function stationarySurfaceFigure({ components, reach, panels }: Surface, width: FigureWidth): TopLevelSpec {
  const columns = width === 'wide' ? Math.min(3, panels.length) : 1;
  const size = panelWidth(width, columns);
  const views = panels.map((panel, index) => {
    const isFirst = index % columns === 0;
    return panelView(panel, { size, reach, titles: components.map((one) => `along component ${one}`), isFirst });
  });
  return figureWithKey(
    figureKey([HIGHER, SAME, LOWER, HERE, TOP], width),
    views,
    columns,
    'Level curves of the log-likelihood around a stationary point of pPCA, over two principal components.',
  );
}

function panelView(
  { label, subtitle, levels, maxima }: SurfacePanel,
  { size, reach, titles, isFirst }: { size: number; reach: number; titles: readonly string[]; isFirst: boolean },
): View {
  const scale = { domain: [-reach, reach], nice: false };
  const axis = { grid: false, tickCount: 5 };
  const x = { field: 'x', type: 'quantitative' as const, title: titles[0] ?? '', scale, axis };
  const y = { field: 'y', type: 'quantitative' as const, title: isFirst ? (titles[1] ?? '') : null, scale, axis };
  const lines = levels.map(({ level, curves }) => {
    const { colour, mark } = level > 0 ? HIGHER : level < 0 ? LOWER : SAME;
    const values = curves.flatMap((points, curve) =>
      points.map((point, place) => ({ ...rounded(point), curve, place })),
    );
    return {
      data: { values },
      mark: { type: 'line' as const, color: colour, strokeWidth: 1.4, strokeDash: [...DASHES[mark]], clip: true },
      encoding: {
        ...{ x, y },
        detail: { field: 'curve', type: 'nominal' as const },
        order: { field: 'place', type: 'quantitative' as const },
      },
    };
  });
  const points = [
    { series: HERE, values: [{ x: 0, y: 0 }] },
    { series: TOP, values: maxima.map(rounded) },
  ].map(({ series, values }) => ({
    data: { values },
    mark: {
      type: 'point' as const,
      shape: series.mark,
      filled: true,
      opacity: 1,
      size: 55,
      color: series.colour,
      clip: true,
    },
    encoding: { x, y },
  }));
  return { title: panelTitle(label, size, subtitle), width: size, height: size, layer: [...lines, ...points] };
}

/** To a thousandth: less than what can be seen, and a shorter file. */
function rounded({ x, y }: Point): Point {
  return { x: Math.round(x * 1000) / 1000, y: Math.round(y * 1000) / 1000 };
}
