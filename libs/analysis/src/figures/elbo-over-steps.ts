import type { TopLevelSpec } from 'vega-lite';
import type { Series } from './figure-key.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface StepsPanel {
  readonly label: string;
  readonly subtitle?: string;
  /** By the label of their series; nats per data point. */
  readonly curves: Readonly<Record<string, readonly PlotPoint[]>>;
  /** Closed forms, by the label of their series. */
  readonly levels: Readonly<Record<string, number>>;
  /** What is shown of the y axis; everything where it is left out. */
  readonly domain?: readonly [number, number];
}

export interface StepsTable {
  readonly series: readonly Series[];
  readonly panels: readonly StepsPanel[];
}

/** ELBO against step as points with their range over seeds, closed-form maxima as level lines. */
export function elboOverStepsFigure({ series, panels }: StepsTable, width: FigureWidth): TopLevelSpec {
  const last = Math.max(
    ...panels.flatMap(({ curves }) => Object.values(curves).flatMap((curve) => curve.map(({ x }) => x))),
  );
  return plotFigure(
    {
      description: 'ELBO against training step, with closed-form maxima as level lines.',
      x: { title: 'training step', domain: [-0.02 * last, 1.02 * last] },
      y: { title: 'ELBO, nats per data point' },
      series,
      panels: panels.map(({ label, subtitle = '', curves, levels, domain }) => ({
        label,
        subtitle,
        points: curves,
        lines: Object.fromEntries(
          Object.entries(levels).map(([name, y]) => [
            name,
            [
              { x: 0, y },
              { x: last, y },
            ],
          ]),
        ),
        ...(domain === undefined ? {} : { domain }),
      })),
    },
    width,
  );
}
