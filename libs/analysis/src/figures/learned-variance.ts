import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface LearnedVariancePanel {
  readonly label: string;
  /** By the variance that training began with. */
  readonly fixed: readonly PlotPoint[];
  /** Trained at a fixed variance, which is then tuned alone; empty where that changes nothing. */
  readonly tuned: readonly PlotPoint[];
  readonly learned: readonly PlotPoint[];
  /** Closed forms of a linear VAE; empty where there are none. */
  readonly predictedFixed: readonly { readonly x: number; readonly y: number }[];
  readonly predictedLearned: readonly { readonly x: number; readonly y: number }[];
}

const FIXED = 'variance fixed';
const TUNED = 'fixed, then tuned alone';
const LEARNED = 'variance learned';
const PREDICTED_FIXED = 'closed form, fixed';
const PREDICTED_LEARNED = 'closed form, learned';

/** A measure against the initial decoder variance, for fixed and learned variance; a panel for each model. */
export function learnedVarianceFigure(
  panels: readonly LearnedVariancePanel[],
  measure: { readonly title: string; readonly domain?: readonly [number, number] },
  width: FigureWidth,
): TopLevelSpec {
  const variances = panels.flatMap(({ fixed, learned }) => [...fixed, ...learned].map(({ x }) => x));
  return plotFigure(
    {
      description: `${measure.title} against the initial decoder variance, with the variance fixed and learned.`,
      x: {
        title: 'decoder variance at the start',
        scale: 'log',
        ticks: [...new Set(variances)],
        domain: [Math.min(...variances) / 2, Math.max(...variances) * 2],
      },
      y: measure,
      series: [
        { label: PREDICTED_FIXED, colour: COLOURS.closedForm, mark: 'line' },
        { label: PREDICTED_LEARNED, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
        { label: FIXED, colour: COLOURS.measured, mark: 'circle' },
        { label: TUNED, colour: COLOURS.measuredOther, mark: 'diamond' },
        { label: LEARNED, colour: COLOURS.logLikelihood, mark: 'triangle-up' },
      ],
      panels: panels.map((panel) => ({
        label: panel.label,
        lines: { [PREDICTED_FIXED]: panel.predictedFixed, [PREDICTED_LEARNED]: panel.predictedLearned },
        points: { [FIXED]: panel.fixed, [TUNED]: panel.tuned, [LEARNED]: panel.learned },
      })),
      columns: 2,
    },
    width,
  );
}
