import { parse, textMetrics, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textWidth } from './text-width.ts';

interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

declare module 'vega' {
  /** Exported by vega, missing from its types. */
  export const textMetrics: { width: (item: TextItem, text?: unknown) => number };
}

/**
 * A Vega-Lite figure as SVG text: no canvas, no browser, no network; the same specification gives the same bytes on every
 * machine. Ids inside it start with `name`, so that several figures can stand in one page.
 */
export async function renderSvg(spec: TopLevelSpec, name: string): Promise<string> {
  // Vega's own estimate is a third too wide; a canvas, where one happens to be installed, would measure that machine's fonts.
  textMetrics.width = itemWidth;
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return makeIdsUnique(await view.toSVG(), name);
  } finally {
    view.finalize();
  }
}

function itemWidth(item: TextItem, text: unknown = item.text): number {
  const isBold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
  return textWidth(String(text ?? ''), item.fontSize ?? 11, isBold);
}

function makeIdsUnique(svg: string, name: string): string {
  return svg
    .replaceAll(/ id="([^"]+)"/g, ` id="${name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replaceAll(/ xlink:href="#([^"]+)"/g, ` href="#${name}-$1"`)
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '');
}
