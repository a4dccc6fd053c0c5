import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import type { Series } from './figure-key.ts';
import { plotFigure } from './plot.ts';
import type { FigureWidth } from './theme.ts';

export interface StationaryDirection {
  /** Of the principal component that the zero column is perturbed along, from 1. */
  readonly component: number;
  /** log p(x) less that at the stationary point, by the formula along the component, nats. */
  readonly formula: readonly { readonly x: number; readonly y: number }[];
  /** The same from the whole perturbed weights. */
  readonly exact: readonly { readonly x: number; readonly y: number }[];
}

export interface StationaryPanel {
  readonly label: string;
  readonly subtitle: string;
  readonly directions: readonly StationaryDirection[];
}

const LOOKS = [
  { colour: COLOURS.closedForm, line: 'line', mark: 'circle' },
  { colour: COLOURS.ppcaMaximum, line: 'dashed line', mark: 'diamond' },
] as const;

/** log p(x) around a stationary point of pPCA, along two components; a panel for each decoder variance. */
export function stationaryPointsFigure(panels: readonly StationaryPanel[], width: FigureWidth): TopLevelSpec {
  const components = panels[0]?.directions.map(({ component }) => component) ?? [];
  const formula = (component: number) => `formula, along component ${component}`;
  const exact = (component: number) => `whole weights, along component ${component}`;
  const series = components.flatMap((component, index): Series[] => {
    const look = LOOKS[index % LOOKS.length] ?? LOOKS[0];
    return [
      { label: formula(component), colour: look.colour, mark: look.line },
      { label: exact(component), colour: look.colour, mark: look.mark },
    ];
  });
  return plotFigure(
    {
      description: 'Log-likelihood around a stationary point of pPCA, perturbed along two principal components.',
      x: { title: 'length of the perturbed column' },
      y: { title: 'log p(x) − stationary point, nats' },
      series,
      panels: panels.map(({ label, subtitle, directions }) => ({
        label,
        subtitle,
        lines: Object.fromEntries(directions.map((one) => [formula(one.component), one.formula])),
        points: Object.fromEntries(
          directions.map((one) => [exact(one.component), one.exact.map(({ x, y }) => ({ x, y, low: y, high: y }))]),
        ),
      })),
    },
    width,
  );
}
