import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import type { Series } from './figure-key.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface OverLatentsPanel {
  readonly label: string;
  /** By the label of a decoder, in their order. */
  readonly measured: Readonly<Record<string, readonly PlotPoint[]>>;
  /** The closed form with one learned variance; empty where there is none. */
  readonly closedForm: readonly { readonly x: number; readonly y: number }[];
}

const CLOSED_FORM = 'closed form, learned variance';
/** Shapes and colours of the decoders, in their order. */
const MARKS: readonly Pick<Series, 'colour' | 'mark'>[] = [
  { colour: COLOURS.measured, mark: 'circle' },
  { colour: COLOURS.measuredOther, mark: 'diamond' },
  { colour: COLOURS.logLikelihood, mark: 'square' },
  { colour: COLOURS.ppcaMaximum, mark: 'triangle-up' },
  { colour: COLOURS.ink, mark: 'circle' },
  { colour: COLOURS.faintInk, mark: 'diamond' },
];

/** A quantity against the latent dimension, a series for each decoder, a panel for each model. */
export function overLatentsFigure(
  panels: readonly OverLatentsPanel[],
  quantity: { readonly title: string; readonly description: string },
  width: FigureWidth,
): TopLevelSpec {
  const labels = [...new Set(panels.flatMap(({ measured }) => Object.keys(measured)))];
  const points = panels.flatMap(({ measured }) => Object.values(measured).flat());
  const xs = points.map(({ x }) => x);
  return plotFigure(
    {
      description: quantity.description,
      x: { title: 'latent dimension', scale: 'log', domain: [Math.min(...xs) / 1.3, Math.max(...xs) * 1.3] },
      y: { title: quantity.title, zero: false },
      series: [
        { label: CLOSED_FORM, colour: COLOURS.closedForm, mark: 'line' },
        ...labels.map((label, index) => ({ label, ...(MARKS[index % MARKS.length] as (typeof MARKS)[number]) })),
      ],
      panels: panels.map(({ label, measured, closedForm }) => ({
        label,
        lines: { [CLOSED_FORM]: closedForm },
        points: measured,
      })),
      columns: 2,
      height: 190,
    },
    width,
  );
}
