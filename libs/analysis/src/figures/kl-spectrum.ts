import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { figureKey, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

/** What the dimensions of one trial do. */
export interface SpectrumPanel {
  readonly label: string;
  readonly subtitle: string;
  /** Mean KL of each dimension, descending, nats. */
  readonly kl: readonly number[];
  /** The closed form's at the optimum, descending, nats; null where there is none. */
  readonly predictedKl: readonly number[] | null;
}

/** KL of each latent dimension, sorted, as points; the closed form as a line on top; a panel for each trial. */
export function klSpectrumFigure(panels: readonly SpectrumPanel[], width: FigureWidth): TopLevelSpec {
  const highest = panels.reduce((most, { kl, predictedKl }) => Math.max(most, ...kl, ...(predictedKl ?? [])), 0);
  const columns = width === 'wide' ? Math.min(4, panels.length) : 1;
  const views = panels.map((panel, index) =>
    panelView(panel, panelWidth(width, columns), highest, index % Math.max(1, columns) === 0),
  );
  const hasPrediction = panels.some((panel) => panel.predictedKl !== null);
  const series: (Series | false)[] = [
    { label: 'measured', colour: COLOURS.measured, mark: 'circle' },
    hasPrediction && { label: 'closed form (linear VAE)', colour: COLOURS.closedForm, mark: 'line' },
  ];
  const key = figureKey(
    series.filter((one) => one !== false),
    width,
  );
  return figureWithKey(key, views, columns, 'KL of each latent dimension, sorted, measured and by the closed form.');
}

function panelView(panel: SpectrumPanel, size: number, highest: number, isFirst: boolean): View {
  const measured = panel.kl.map((kl, index) => ({ rank: index + 1, kl }));
  const predicted = (panel.predictedKl ?? []).map((kl, index) => ({ rank: index + 1, kl }));
  const axis = { tickMinStep: 1, tickCount: 5, grid: false };
  return {
    title: panelTitle(panel.label, size, panel.subtitle),
    width: size,
    height: 130,
    encoding: {
      x: {
        field: 'rank',
        type: 'quantitative',
        title: 'dimension, by KL',
        scale: { zero: false, nice: false, padding: 4 },
        axis,
      },
      y: {
        field: 'kl',
        type: 'quantitative',
        title: isFirst ? 'KL, nats per data point' : null,
        scale: { domain: [0, Math.max(highest, 0.01)] },
        axis: { tickCount: 4 },
      },
    },
    layer: [
      {
        data: { values: measured },
        mark: {
          type: 'point',
          filled: true,
          opacity: 1,
          size: Math.max(12, Math.min(42, 1000 / measured.length)),
          color: COLOURS.measured,
        },
      },
      { data: { values: predicted }, mark: { type: 'line', color: COLOURS.closedForm, strokeWidth: 1.5 } },
    ],
  };
}
