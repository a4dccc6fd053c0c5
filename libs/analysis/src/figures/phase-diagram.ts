import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { figureKey } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

export interface PhaseCell {
  readonly variance: number;
  readonly beta: number;
  /** Mean over seeds of the active dimensions. */
  readonly active: number;
}

export interface PhasePanel {
  readonly label: string;
  readonly cells: readonly PhaseCell[];
}

export interface PhaseTable {
  readonly panels: readonly PhasePanel[];
  readonly latentDim: number;
  /** Eigenvalues whose lines beta * variance = lambda are drawn, with their place in the spectrum from 1. */
  readonly eigenvalues: readonly { readonly place: number; readonly value: number }[];
}

const HEIGHT = 330;

/** Active dimensions over beta and decoder variance; on top the closed form's lines, between which their number is constant. */
export function phaseDiagramFigure(table: PhaseTable, width: FigureWidth): TopLevelSpec {
  const columns = width === 'wide' ? Math.min(2, table.panels.length) : 1;
  const size = panelWidth(width, columns) - (width === 'wide' ? 30 : 0);
  const places = table.eigenvalues.map(({ place }) => place).join(', ');
  const key = figureKey(
    [
      {
        label: `beta × variance = λᵢ, i = ${places}`,
        colour: COLOURS.measured,
        mark: 'line',
      },
    ],
    width,
  );
  const views = table.panels.map((panel, index) => phaseView(table, panel, size, index % columns === 0));
  return figureWithKey(key, views, columns, 'Active dimensions over beta and decoder variance with closed-form lines.');
}

function phaseView(table: PhaseTable, panel: PhasePanel, size: number, isFirst: boolean): View {
  const variances = edges(panel.cells.map(({ variance }) => variance));
  const betas = edges(panel.cells.map(({ beta }) => beta));
  const cells = panel.cells.map(({ variance, beta, active }) => {
    const [left, right] = variances.around(variance);
    const [bottom, top] = betas.around(beta);
    return { variance, beta, active, left, right, bottom, top, text: shortCount(active) };
  });
  const x = axis('decoder variance', variances);
  const y = { ...axis('beta', betas), title: isFirst ? 'beta' : null };
  const lines = table.eigenvalues.flatMap(({ place, value }) =>
    [variances.first, variances.last].map((variance) => ({ place, variance, beta: value / variance })),
  );
  const columns = Math.sqrt((panel.cells.length * size) / HEIGHT);
  return {
    title: panelTitle(panel.label, size),
    width: size,
    height: HEIGHT,
    layer: [
      {
        data: { values: cells },
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: {
          x: { ...x, field: 'left' },
          x2: { field: 'right' },
          y: { ...y, field: 'bottom' },
          y2: { field: 'top' },
          color: {
            field: 'active',
            type: 'quantitative',
            scale: { domain: [0, table.latentDim / 2, table.latentDim], range: [...COLOURS.active] },
            legend: null,
          },
        },
      },
      // White beneath, for the darkest cells.
      ...[
        { color: 'white', strokeWidth: 4 },
        { color: COLOURS.measured, strokeWidth: 2 },
      ].map((look) => ({
        data: { values: lines },
        mark: { type: 'line' as const, clip: true, ...look },
        encoding: {
          x: { ...x, field: 'variance' },
          y: { ...y, field: 'beta' },
          detail: { field: 'place', type: 'nominal' as const },
        },
      })),
      {
        data: { values: cells },
        mark: { type: 'text', fontSize: size / columns < 26 ? 10 : 12 },
        encoding: {
          x: { ...x, field: 'variance' },
          y: { ...y, field: 'beta' },
          text: { field: 'text' },
          color: {
            condition: { test: `datum.active > ${0.7 * table.latentDim}`, value: 'white' },
            value: COLOURS.ink,
          },
        },
      },
    ],
  };
}

function axis(title: string, { first, last, values }: Edges) {
  return {
    type: 'quantitative' as const,
    title,
    scale: { type: 'log' as const, domain: [first, last], nice: false },
    axis: { values: [...values], format: '~g', labelOverlap: true, grid: false },
  };
}

interface Edges {
  readonly first: number;
  readonly last: number;
  readonly values: readonly number[];
  around(value: number): [number, number];
}

/** Cells on a logarithmic axis meet half way by ratio. */
function edges(given: readonly number[]): Edges {
  const values = [...new Set(given)].toSorted((one, other) => one - other);
  const middles = values.slice(1).map((value, index) => Math.sqrt(value * (values[index] ?? value)));
  const [lowest = 1, second = 2 * lowest] = values;
  const [highest = 1, below = highest / 2] = values.toReversed();
  const all = [lowest / Math.sqrt(second / lowest), ...middles, highest * Math.sqrt(highest / below)];
  return {
    first: all[0] ?? lowest,
    last: all.at(-1) ?? highest,
    values,
    around(value) {
      const place = values.indexOf(value);
      return [all[place] ?? value, all[place + 1] ?? value];
    },
  };
}

function shortCount(count: number): string {
  return Number.isInteger(count) ? String(count) : count.toFixed(1);
}
