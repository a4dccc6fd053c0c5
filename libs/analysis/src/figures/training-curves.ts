import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { figureKey, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

/** The training curve of one trial. */
export interface CurvePanel {
  readonly label: string;
  readonly subtitle: string;
  readonly points: readonly { readonly step: number; readonly objective: number }[];
  /** The closed-form maximum of the objective; null where there is none. */
  readonly optimum: number | null;
  /** What the objective is counted in: nats per data point, or a loss as written. */
  readonly unit: string;
}

/** The first part of a curve lies far below the rest; a panel starts where this share of the steps is done. */
const SHOWN_FROM = 0.2;

/** Objective against step as points, the closed-form optimum as a line; a panel for each trial, each with its own scale. */
export function trainingCurvesFigure(panels: readonly CurvePanel[], width: FigureWidth): TopLevelSpec {
  const columns = width === 'wide' ? Math.min(4, panels.length) : 1;
  const views = panels.map((panel, index) =>
    panelView(panel, panelWidth(width, columns), index % Math.max(1, columns) === 0),
  );
  const series: (Series | false)[] = [
    { label: 'objective in training', colour: COLOURS.measured, mark: 'circle' },
    panels.some((panel) => panel.optimum !== null) && {
      label: 'closed-form optimum (linear VAE)',
      colour: COLOURS.closedForm,
      mark: 'line',
    },
  ];
  const key = figureKey(
    series.filter((one) => one !== false),
    width,
  );
  return figureWithKey(key, views, columns, 'Training objective against step, with its closed-form optimum.');
}

function panelView(panel: CurvePanel, size: number, isFirst: boolean): View {
  const [lowest, highest] = shownRange(panel);
  const points = panel.points.filter(({ objective }) => objective >= lowest && objective <= highest);
  const y = {
    type: 'quantitative' as const,
    title: isFirst ? panel.unit : null,
    scale: { domain: [lowest, highest], nice: false, zero: false },
    axis: { tickCount: 4 },
  };
  return {
    title: panelTitle(panel.label, size, panel.subtitle),
    width: size,
    height: 130,
    layer: [
      {
        data: { values: [{ optimum: panel.optimum }].filter(({ optimum }) => optimum !== null) },
        mark: { type: 'rule', color: COLOURS.closedForm, strokeWidth: 2 },
        encoding: { y: { ...y, field: 'optimum' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, opacity: 1, size: 20, color: COLOURS.measured },
        encoding: {
          x: {
            field: 'step',
            type: 'quantitative',
            title: 'step',
            scale: { domain: [0, Math.max(1, panel.points.at(-1)?.step ?? 1)], nice: false },
            axis: { tickCount: 3, format: '~s', grid: false },
          },
          y: { ...y, field: 'objective' },
        },
      },
    ],
  };
}

/** From the lowest point after the first steps to the highest point or the optimum, with a little room. */
function shownRange({ points, optimum }: CurvePanel): [number, number] {
  const lastStep = points.at(-1)?.step ?? 0;
  const late = points.filter(({ step }) => step >= SHOWN_FROM * lastStep).map(({ objective }) => objective);
  const values = [...late, ...(optimum === null ? [] : [optimum])];
  const lowest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (lowest > highest) return [0, 1];
  const room = 0.06 * Math.max(highest - lowest, 1e-3 * Math.abs(highest), 1e-6);
  return [lowest - room, highest + room];
}
