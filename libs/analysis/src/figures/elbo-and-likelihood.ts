import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import type { LikelihoodPanel, LikelihoodTable } from './elbo-and-likelihood-table.ts';
import { figureKey, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, panelTitle, panelWidth, type View } from './theme.ts';

const AXIS_TITLE = 'nats per data point';

/** Trained ELBO and exact log-likelihood as points, the closed form's optimum and the pPCA maximum as lines. */
export function elboAndLikelihoodFigure(table: LikelihoodTable, width: FigureWidth): TopLevelSpec {
  const columns = width === 'wide' ? Math.min(table.panelsInRow, table.panels.length) : 1;
  const views = table.panels.map((panel, index) =>
    panelView(table, panel, panelWidth(width, columns), index % Math.max(1, columns) === 0),
  );
  const description = 'Trained ELBO, exact log-likelihood, the closed-form optimum and the pPCA maximum.';
  return figureWithKey(figureKey(seriesOf(table), width), views, columns, description);
}

function seriesOf(table: LikelihoodTable): Series[] {
  const points = table.panels.flatMap((panel) => panel.points);
  const series: (Series | false)[] = [
    {
      label: table.hasSpread ? 'trained ELBO, range over seeds' : 'trained ELBO',
      colour: COLOURS.measured,
      mark: 'circle',
    },
    points.some((point) => point.logLikelihood !== null) && {
      label: 'exact log-likelihood of the trained model',
      colour: COLOURS.logLikelihood,
      mark: 'diamond',
    },
    points.some((point) => point.elboAtOptimum !== null) && {
      label: 'ELBO at the closed-form optimum',
      colour: COLOURS.closedForm,
      mark: 'line',
    },
    points.some((point) => point.ppcaMaximum !== null) && {
      label: 'pPCA maximum',
      colour: COLOURS.ppcaMaximum,
      mark: 'dashed line',
    },
  ];
  return series.filter((one) => one !== false);
}

function panelView(table: LikelihoodTable, panel: LikelihoodPanel, size: number, isFirst: boolean): View {
  const isNumeric = table.xKind !== 'named';
  const range = (channel: string) => ({
    field: channel,
    type: 'quantitative' as const,
    scale: { zero: false, nice: false, padding: 10 },
    title: isFirst ? AXIS_TITLE : null,
    axis: { tickCount: 5 },
  });
  const lines = (['elboAtOptimum', 'ppcaMaximum'] as const).map((field) => ({
    transform: [{ filter: `datum.${field} !== null` }],
    mark: theoryMark(field, isNumeric && panel.points.length > 1),
    encoding: { y: range(field) },
  }));
  return {
    title: panelTitle(panel.label, size),
    width: size,
    height: 170,
    data: { values: [...panel.points] },
    encoding: { x: xEncoding(table) },
    layer: [
      ...lines.toReversed(),
      {
        mark: { type: 'rule', color: COLOURS.measured, strokeWidth: 2 },
        encoding: { y: range('elboMinimum'), y2: { field: 'elboMaximum' } },
      },
      {
        transform: [{ filter: 'datum.logLikelihood !== null' }],
        mark: { type: 'point', shape: 'diamond', filled: true, opacity: 1, size: 70, color: COLOURS.logLikelihood },
        encoding: { y: range('logLikelihood') },
      },
      {
        mark: { type: 'point', shape: 'circle', filled: true, opacity: 1, size: 40, color: COLOURS.measured },
        encoding: { y: range('elbo') },
      },
    ],
  };
}

/** A line along a numeric axis; a short bar at each value where there is nothing to draw a line along. */
function theoryMark(field: 'elboAtOptimum' | 'ppcaMaximum', isLine: boolean) {
  const color = field === 'elboAtOptimum' ? COLOURS.closedForm : COLOURS.ppcaMaximum;
  const strokeDash = field === 'elboAtOptimum' ? [1, 0] : [5, 3];
  if (isLine) return { type: 'line' as const, color, strokeWidth: 2, strokeDash };
  return {
    type: 'tick' as const,
    orient: 'horizontal' as const,
    color,
    thickness: 2,
    width: field === 'elboAtOptimum' ? 34 : 60,
  };
}

function xEncoding(table: LikelihoodTable) {
  const title = table.xTitle === '' ? null : table.xTitle;
  if (table.xKind === 'named') {
    const axis = table.xTitle === '' ? null : { labelAngle: 0, labelLimit: 120 };
    return { field: 'x', type: 'nominal' as const, title, sort: [...table.xValues.map(String)], axis };
  }
  const values = [...table.xValues].map(Number);
  const domain = [Math.min(...values), Math.max(...values)];
  const scale = {
    ...(table.xKind === 'logarithmic' ? { type: 'log' as const } : { zero: false }),
    ...(values.length > 1 ? { domain } : {}),
    nice: false,
    padding: 16,
  };
  const axis = {
    ...(values.length <= 8 ? { values, format: '~g' } : { tickCount: 5 }),
    labelOverlap: true,
    grid: false,
  };
  return { field: 'x', type: 'quantitative' as const, title, scale, axis };
}
