import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { figureKey, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

/** The optimum at one beta. */
export interface RateDistortionPoint {
  readonly beta: number;
  /** Nats per data point. */
  readonly kl: number;
  /** Expected, of a data point, summed over its numbers. */
  readonly squaredError: number;
}

const CURVE: Series = { label: 'closed form', colour: COLOURS.closedForm, mark: 'line' };
const ASKED: Series = { label: 'at the beta asked for', colour: COLOURS.ink, mark: 'circle' };

const AXES = {
  beta: { title: 'beta', log: true },
  kl: { title: 'KL (rate), nats per data point', log: false },
  squaredError: { title: 'squared error (distortion)', log: false },
} as const;
type AxisName = keyof typeof AXES;

const PANELS: readonly (readonly [title: string, x: AxisName, y: AxisName])[] = [
  ['What the latents carry', 'beta', 'kl'],
  ['What the reconstruction lacks', 'beta', 'squaredError'],
  ['One against the other', 'kl', 'squaredError'],
];

/**
 * Rate and distortion of the optimum over beta, then one against the other, as lines; the beta asked for as a point.
 * @param points by ascending beta
 */
export function rateDistortionFigure(
  points: readonly RateDistortionPoint[],
  askedBeta: number,
  width: FigureWidth,
): TopLevelSpec {
  const columns = width === 'wide' ? PANELS.length : 1;
  const asked = points.filter(({ beta }) => beta === askedBeta);
  const views = PANELS.map(([title, x, y]) => panelView(points, asked, { title, x, y }, panelWidth(width, columns)));
  const key = figureKey(asked.length === 0 ? [CURVE] : [CURVE, ASKED], width);
  return figureWithKey(key, views, columns, 'KL and squared error of the optimum over beta, by the closed form.');
}

function panelView(
  points: readonly RateDistortionPoint[],
  asked: readonly RateDistortionPoint[],
  { title, x, y }: { readonly title: string; readonly x: AxisName; readonly y: AxisName },
  size: number,
): View {
  const channel = (name: AxisName) => ({
    field: name,
    type: 'quantitative' as const,
    title: AXES[name].title,
    scale: AXES[name].log ? { type: 'log' as const, nice: false, padding: 8 } : { zero: true, nice: false, padding: 8 },
    axis: { tickCount: 4, labelOverlap: true, ...(AXES[name].log ? { format: '~g', grid: false } : { format: '~s' }) },
  });
  const encoding = { x: channel(x), y: channel(y), order: { field: 'beta', type: 'quantitative' as const } };
  return {
    title: panelTitle(title, size),
    width: size,
    height: 180,
    layer: [
      {
        data: { values: [...points] },
        mark: { type: 'line', color: CURVE.colour, strokeWidth: 2 },
        encoding,
      },
      {
        data: { values: [...asked] },
        mark: { type: 'point', filled: true, opacity: 1, size: 60, color: ASKED.colour },
        encoding,
      },
    ],
  };
}
