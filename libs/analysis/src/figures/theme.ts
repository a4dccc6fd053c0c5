import type { Config, TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { wrapText } from './text-width.ts';

/** How wide a figure may be, in px: for a desk and print, or for a phone. */
export type FigureWidth = 'wide' | 'narrow';

export const TOTAL_WIDTH: Readonly<Record<FigureWidth, number>> = { wide: 960, narrow: 340 };

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const CONFIG: Config = {
  font: FONT,
  background: 'white',
  padding: 4,
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: 13,
    fontWeight: 600,
    color: COLOURS.ink,
    subtitleFontSize: 12,
    subtitleColor: COLOURS.faintInk,
    subtitlePadding: 3,
    offset: 6,
  },
  axis: {
    labelFontSize: 12,
    labelColor: COLOURS.ink,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titleColor: COLOURS.faintInk,
    titlePadding: 6,
    gridColor: COLOURS.grid,
    domainColor: COLOURS.faintInk,
    tickColor: COLOURS.faintInk,
  },
  legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
};

/** One view of a figure made of several. */
export type View = Extract<TopLevelSpec, { concat: unknown }>['concat'][number];

/** A whole figure: views in rows of `columns`, all in the project's look. */
export function figureOf(views: readonly View[], columns: number, description: string): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    config: CONFIG,
    columns,
    spacing: { row: 26, column: 24 },
    resolve: { scale: { color: 'independent' } },
    concat: [...views],
  };
}

/** A figure with its key above it. */
export function figureWithKey(key: View, views: readonly View[], columns: number, description: string): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    config: CONFIG,
    spacing: 14,
    vconcat: [key, { columns, spacing: { row: 26, column: 24 }, concat: [...views] }],
  };
}

/** Width of each of `columns` panels beside each other on a desk, or of the one column on a phone, less the y axis. */
export function panelWidth(width: FigureWidth, columns: number): number {
  if (width === 'narrow') return TOTAL_WIDTH.narrow - 56;
  const beside = Math.max(2, columns);
  return Math.floor((TOTAL_WIDTH.wide - 24 * (beside - 1) - 24) / beside) - 36;
}

/** A panel's name above it, on as many lines as it needs, with a second, fainter part. */
export function panelTitle(text: string, width: number, subtitle = '') {
  const lines = text === '' ? '' : wrapText(text, width, 13, true);
  return { text: lines, ...(subtitle === '' ? {} : { subtitle: wrapText(subtitle, width, 12) }) };
}
