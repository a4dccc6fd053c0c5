import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface LevelsPanel {
  readonly label: string;
  readonly first: readonly PlotPoint[];
  readonly firstPredicted: readonly { readonly x: number; readonly y: number }[];
  /** Of z2; empty where there is one level. */
  readonly second: readonly PlotPoint[];
  readonly secondPredicted: readonly { readonly x: number; readonly y: number }[];
}

const FIRST = 'z₁ trained';
const SECOND = 'z₂ trained';
const FIRST_PREDICTED = 'z₁ closed form';
const SECOND_PREDICTED = 'z₂ closed form';

/** Active dimensions of one or two levels against a setting, trained and by the closed form. */
export function levelsFigure(panels: readonly LevelsPanel[], setting: string, width: FigureWidth): TopLevelSpec {
  const points = panels.flatMap(({ first, second }) => [...first, ...second]);
  const xs = points.map(({ x }) => x);
  const most = Math.max(1, ...points.map(({ y }) => y));
  return plotFigure(
    {
      description: `Active latent dimensions against ${setting}, trained and by the closed form.`,
      x: { title: setting, scale: 'log', domain: [Math.min(...xs) / 1.3, Math.max(...xs) * 1.3] },
      y: { title: 'active dimensions', domain: [-0.05 * most, 1.1 * most] },
      series: [
        { label: FIRST_PREDICTED, colour: COLOURS.closedForm, mark: 'line' },
        { label: SECOND_PREDICTED, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
        { label: FIRST, colour: COLOURS.measured, mark: 'circle' },
        { label: SECOND, colour: COLOURS.measuredOther, mark: 'diamond' },
      ],
      panels: panels.map((panel) => ({
        label: panel.label,
        lines: { [FIRST_PREDICTED]: panel.firstPredicted, [SECOND_PREDICTED]: panel.secondPredicted },
        points: { [FIRST]: panel.first, [SECOND]: panel.second },
      })),
      height: 150,
    },
    width,
  );
}
