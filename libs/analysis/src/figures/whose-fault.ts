import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface FaultPanel {
  /** What was done against collapse. */
  readonly label: string;
  readonly measured: readonly PlotPoint[];
  readonly predicted: readonly { readonly x: number; readonly y: number }[];
}

const MEASURED = 'networks, range over seeds';
const LINEAR = 'best linear VAE, closed form';

/** Active dimensions of networks against beta × variance, with the linear optimum; a panel for each way to train. */
export function whoseFaultFigure(panels: readonly FaultPanel[], width: FigureWidth): TopLevelSpec {
  const all = panels.flatMap(({ measured, predicted }) => [...measured, ...predicted]);
  const xs = all.map(({ x }) => x);
  const most = Math.max(1, ...all.map(({ y }) => y));
  return plotFigure(
    {
      description: 'Active latent dimensions of nonlinear VAEs against beta times variance, by the way of training.',
      x: {
        title: 'beta × decoder variance',
        scale: 'log',
        domain: [Math.min(...xs) / 1.4, Math.max(...xs) * 1.4],
      },
      y: { title: 'active dimensions', domain: [-0.04 * most, 1.08 * most] },
      series: [
        { label: LINEAR, colour: COLOURS.closedForm, mark: 'line' },
        { label: MEASURED, colour: COLOURS.measured, mark: 'circle' },
      ],
      panels: panels.map(({ label, measured, predicted }) => ({
        label,
        lines: { [LINEAR]: predicted },
        points: { [MEASURED]: measured },
      })),
      columns: 2,
      steps: true,
      height: 150,
    },
    width,
  );
}
