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
const EXACT = 'log p(x)';

/** How far estimates of log p(x) are below it, against the number of samples; a panel for each model and its state. */
export function estimatorsFigure(panels: readonly EstimatorPanel[], width: FigureWidth): TopLevelSpec {
  const points = panels.flatMap(({ naive, weighted }) => [...naive, ...weighted]);
  const [least, most] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const lowest = Math.min(-1, ...points.map(({ low }) => low));
  return plotFigure(
    {
      description: 'Estimates of log p(x) minus log p(x) against the number of samples, in nats per data point.',
      x: { title: 'samples a data point', scale: 'log', domain: [least / 1.6, most * 1.6] },
      y: {
        title: 'estimate − log p(x), nats per data point',
        scale: 'symlog',
        domain: [lowest * 1.3, Math.max(0.5, ...points.map(({ high }) => high * 1.3))],
      },
      series: [
        { label: EXACT, colour: COLOURS.logLikelihood, mark: 'line' },
        { label: WEIGHTED, colour: COLOURS.measured, mark: 'circle' },
        { label: NAIVE, colour: COLOURS.measuredOther, mark: 'diamond' },
      ],
      panels: panels.map(({ label, subtitle, naive, weighted }) => ({
        label,
        subtitle,
        lines: {
          [EXACT]: [
            { x: least / 1.6, y: 0 },
            { x: most * 1.6, y: 0 },
          ],
        },
        points: { [WEIGHTED]: weighted, [NAIVE]: naive },
      })),
      columns: 2,
      height: 170,
    },
    width,
  );
}
