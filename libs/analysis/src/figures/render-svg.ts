import type { TopLevelSpec } from 'vega-lite';
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
  // Loaded here: large libraries, of which most commands need none.
  const [{ parse, textMetrics, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
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

/** Vega counts ids over all figures of a process: here they are counted anew, in the order in which they appear. */
function makeIdsUnique(svg: string, name: string): string {
  const places = new Map<string, number>();
  const own = (id: string) => {
    const place = places.get(id) ?? places.size;
    places.set(id, place);
    return `${name}-${id.replace(/\d+$/, '')}${place}`;
  };
  return svg
    .replaceAll(/ id="([^"]+)"/g, (_, id: string) => ` id="${own(id)}"`)
    .replaceAll(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${own(id)})`)
    .replaceAll(/ xlink:href="#([^"]+)"/g, (_, id: string) => ` href="#${own(id)}"`)
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '');
}
