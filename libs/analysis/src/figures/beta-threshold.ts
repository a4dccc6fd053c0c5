import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface BetaThresholdPanel {
  readonly label: string;
  readonly points: readonly PlotPoint[];
  /** Where the closed form of a linear VAE loses a dimension. */
  readonly predicted: readonly { readonly x: number; readonly y: number }[];
}

const MEASURED = 'trained, range over seeds';
const PREDICTED = 'closed form: λᵢ > beta × variance';

/** Active dimensions against beta as points, the closed form's staircase as a line; a panel for each model. */
export function betaThresholdFigure(panels: readonly BetaThresholdPanel[], width: FigureWidth): TopLevelSpec {
  const most = Math.max(...panels.flatMap(({ points, predicted }) => [...points, ...predicted].map(({ y }) => y)));
  const last = Math.max(...panels.flatMap(({ points }) => points.map(({ x }) => x)));
  return plotFigure(
    {
      description: 'Active latent dimensions against beta, trained and by the closed form.',
      x: { title: 'beta', domain: [0, last * 1.02] },
      y: { title: 'active dimensions', domain: [-0.03 * most, most * 1.06] },
      series: [
        { label: MEASURED, colour: COLOURS.measured, mark: 'circle' },
        { label: PREDICTED, colour: COLOURS.closedForm, mark: 'line' },
      ],
      panels: panels.map(({ label, points, predicted }) => ({
        label,
        lines: { [PREDICTED]: predicted },
        points: { [MEASURED]: points },
      })),
      steps: true,
      height: 140,
    },
    width,
  );
}
