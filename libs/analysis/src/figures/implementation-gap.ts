import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import type { Series } from './figure-key.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface GapPanel {
  readonly label: string;
  /** The beta × variance that the loss implies. */
  readonly subtitle: string;
  /** Active dimensions by batch size, of the likelihoods in LIKELIHOODS. */
  readonly measured: Readonly<Record<string, readonly PlotPoint[]>>;
  readonly predicted: readonly { readonly x: number; readonly y: number }[];
}

const PREDICTED = 'closed form, Gaussian';
/** By likelihood.kind. */
const SERIES: Readonly<Record<string, Series>> = {
  gaussian: { label: 'trained, squared error', colour: COLOURS.measured, mark: 'circle' },
  bernoulli: { label: 'trained, binary cross entropy', colour: COLOURS.measuredOther, mark: 'diamond' },
  'continuous-bernoulli': {
    label: 'trained, continuous Bernoulli',
    colour: COLOURS.logLikelihood,
    mark: 'triangle-up',
  },
};

/** Active dimensions against batch size, trained as written and by the closed form; a panel for each loss. */
export function implementationGapFigure(panels: readonly GapPanel[], width: FigureWidth): TopLevelSpec {
  const values = panels.flatMap(({ measured, predicted }) => [...Object.values(measured).flat(), ...predicted]);
  const most = Math.max(1, ...values.map(({ y }) => y));
  const sizes = values.map(({ x }) => x);
  return plotFigure(
    {
      description: 'Active latent dimensions against batch size for losses as people write them.',
      x: {
        title: 'batch size',
        scale: 'log',
        ticks: [...new Set(sizes)],
        domain: [Math.min(...sizes) / 1.4, Math.max(...sizes) * 1.4],
      },
      y: { title: 'active dimensions', domain: [-0.04 * most, 1.08 * most] },
      series: [{ label: PREDICTED, colour: COLOURS.closedForm, mark: 'line' }, ...Object.values(SERIES)],
      panels: panels.map(({ label, subtitle, measured, predicted }) => ({
        label,
        subtitle,
        lines: { [PREDICTED]: predicted },
        points: Object.fromEntries(
          Object.entries(measured).flatMap(([kind, points]) => {
            const series = SERIES[kind];
            return series === undefined ? [] : [[series.label, points] as const];
          }),
        ),
      })),
      height: 130,
    },
    width,
  );
}
