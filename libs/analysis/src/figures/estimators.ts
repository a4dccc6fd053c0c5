import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface EstimatorPanel {
  readonly label: string;
  /** What the estimates are held against. */
  readonly subtitle: string;
  /** Estimate minus reference by number of samples, nats. */
  readonly naive: readonly PlotPoint[];
  readonly weighted: readonly PlotPoint[];
}

const NAIVE = 'naive Monte Carlo';
const WEIGHTED = 'importance-weighted';
/** Nearer than this is drawn here. */
const NEAREST = 0.01;

/** How far estimates of log p(x) are from it, against the number of samples; a panel for each model and its state. */
export function estimatorsFigure(panels: readonly EstimatorPanel[], width: FigureWidth): TopLevelSpec {
  const points = panels.flatMap(({ naive, weighted }) => [...naive, ...weighted]);
  const [least, most] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const farthest = Math.max(1, ...points.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))));
  return plotFigure(
    {
      description: 'Distance of estimates of log p(x) to it against the number of samples, in nats per data point.',
      x: { title: 'samples a data point', scale: 'log', domain: [least / 1.6, most * 1.6] },
      y: {
        title: '|estimate − log p(x)|, nats',
        scale: 'log',
        domain: [NEAREST / 1.3, farthest * 1.5],
      },
      series: [
        { label: WEIGHTED, colour: COLOURS.measured, mark: 'circle' },
        { label: NAIVE, colour: COLOURS.measuredOther, mark: 'diamond' },
      ],
      panels: panels.map(({ label, subtitle, naive, weighted }) => ({
        label,
        subtitle,
        lines: {},
        points: { [WEIGHTED]: weighted.map(distance), [NAIVE]: naive.map(distance) },
      })),
      columns: 2,
      height: 170,
    },
    width,
  );
}

/** A difference and its range as distances from 0. */
function distance({ x, y, low, high }: PlotPoint): PlotPoint {
  const [one, other] = [Math.abs(low), Math.abs(high)];
  const nearest = low < 0 && high > 0 ? 0 : Math.min(one, other);
  const shown = (value: number) => Math.max(NEAREST, value);
  return { x, y: shown(Math.abs(y)), low: shown(nearest), high: shown(Math.max(one, other)) };
}
