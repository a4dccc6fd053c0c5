import type { TopLevelSpec } from 'vega-lite';
import type { Series } from './figure-key.ts';
import { type PlotPoint, plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface CollapseCurve {
  readonly variance: number;
  readonly points: readonly PlotPoint[];
  /** The closed form of a linear VAE on Gaussian data; empty where there is none. */
  readonly predicted: readonly { readonly x: number; readonly y: number }[];
}

export interface CollapsePanel {
  readonly label: string;
  readonly curves: readonly CollapseCurve[];
}

/** Small to large variance: viridis without its lightest part, which white paper would swallow. */
const SCALE = ['#440154', '#443983', '#31688E', '#21918C', '#35B779', '#8CB52B', '#C99B00'];
const MARKS = ['circle', 'diamond', 'square', 'triangle-up'] as const;

/** Collapsed share of the latent dimensions against epsilon, a colour and a mark for each decoder variance. */
export function collapseByVarianceFigure(panels: readonly CollapsePanel[], width: FigureWidth): TopLevelSpec {
  const all = panels.flatMap(({ curves }) => curves);
  const variances = [...new Set(all.map(({ variance }) => variance))].toSorted((one, other) => one - other);
  const measured = (variance: number) => `variance ${variance}`;
  const predicted = (variance: number) => `closed form, variance ${variance}`;
  const series = variances.flatMap((variance, index): Series[] => {
    const colour = colourAt(variances.length === 1 ? 0 : index / (variances.length - 1));
    const mark = MARKS[index % MARKS.length] ?? 'circle';
    return [
      { label: predicted(variance), colour, mark: 'line' },
      { label: measured(variance), colour, mark },
    ];
  });
  return plotFigure(
    {
      description: 'Collapsed share of the latent dimensions against epsilon for several decoder variances.',
      x: { title: 'epsilon, nats', zero: true },
      y: { title: 'collapsed share', domain: [-0.03, 1.03] },
      series,
      keyed: ({ mark }) => mark !== 'line',
      panels: panels.map(({ label, curves }) => ({
        label,
        lines: Object.fromEntries(curves.map((curve) => [predicted(curve.variance), curve.predicted])),
        points: Object.fromEntries(curves.map((curve) => [measured(curve.variance), curve.points])),
      })),
      steps: true,
      columns: 2,
      height: 260,
    },
    width,
  );
}

function colourAt(share: number): string {
  const place = share * (SCALE.length - 1);
  const [from = '#000000', to = from] = [SCALE[Math.floor(place)], SCALE[Math.ceil(place)]];
  const channels = [1, 3, 5].map((start) => {
    const [one, other] = [from, to].map((colour) => Number.parseInt(colour.slice(start, start + 2), 16));
    const mixed = Math.round((one ?? 0) + (place % 1) * ((other ?? 0) - (one ?? 0)));
    return mixed.toString(16).padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
