import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface LikelihoodByLatents {
  /** The variance of the second line. */
  readonly variance: number;
  /** Closed-form maxima by latent dimensions, decoder variance free and fixed. */
  readonly free: readonly { readonly x: number; readonly y: number }[];
  readonly fixed: readonly { readonly x: number; readonly y: number }[];
  /** ELBOs of trained linear VAEs. */
  readonly trainedFree: readonly PlotPoint[];
  readonly trainedFixed: readonly PlotPoint[];
}

/** The pPCA maximum over the number of latent dimensions as lines, trained ELBOs as points on them. */
export function likelihoodByLatentsFigure(table: LikelihoodByLatents, width: FigureWidth): TopLevelSpec {
  const free = 'pPCA maximum, variance free';
  const fixed = `pPCA maximum, variance ${table.variance.toPrecision(3)}`;
  const trainedFree = 'trained ELBO, variance learned';
  const trainedFixed = 'trained ELBO, variance fixed';
  return plotFigure(
    {
      description: 'Maximum log-likelihood and trained ELBO against the number of latent dimensions.',
      x: { title: 'latent dimensions', zero: true },
      y: { title: 'nats per data point' },
      series: [
        { label: free, colour: COLOURS.closedForm, mark: 'line' },
        { label: fixed, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
        { label: trainedFree, colour: COLOURS.measured, mark: 'circle' },
        { label: trainedFixed, colour: COLOURS.measuredOther, mark: 'diamond' },
      ],
      panels: [
        {
          label: '',
          lines: { [free]: table.free, [fixed]: table.fixed },
          points: { [trainedFree]: table.trainedFree, [trainedFixed]: table.trainedFixed },
        },
      ],
      columns: 1,
      height: 280,
    },
    width,
  );
}
