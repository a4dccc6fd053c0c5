import { parse, textMetrics, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

declare module 'vega' {
  /** Exported by vega, missing from its types. */
  export const textMetrics: { canvas(use: boolean): void };
}

/**
 * A Vega-Lite figure as SVG text: no canvas, no browser, no network; the same specification gives the same bytes on every
 * machine. Ids inside it start with `name`, so that several figures can stand in one page.
 */
export async function renderSvg(spec: TopLevelSpec, name: string): Promise<string> {
  // Where a canvas library happens to be installed, Vega would measure text with that machine's fonts.
  textMetrics.canvas(false);
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return makeIdsUnique(await view.toSVG(), name);
  } finally {
    view.finalize();
  }
}

function makeIdsUnique(svg: string, name: string): string {
  return svg
    .replaceAll(/ id="([^"]+)"/g, ` id="${name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replaceAll(/ xlink:href="#([^"]+)"/g, ` href="#${name}-$1"`)
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '');
}
