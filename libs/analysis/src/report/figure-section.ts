import { renderSvg } from '../figures/render-svg.ts';
import { type Html, html, raw } from './html.ts';
import type { ReportFigure } from './report-figures.ts';

/** A figure as it stands in a page: drawn for a desk and for a phone. */
export interface DrawnFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly wide: string;
  readonly narrow: string;
}

export async function drawFigures(figures: readonly ReportFigure[]): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = [];
  for (const { name, title, caption, spec } of figures) {
    const wide = await renderSvg(spec('wide'), name);
    const narrow = await renderSvg(spec('narrow'), `${name}-narrow`);
    drawn.push({ name, title, caption, wide, narrow });
  }
  return drawn;
}

/** A figure under its title, with the command that makes it and the way to its file. */
export function figureSection({ name, title, caption, wide, narrow }: DrawnFigure, command: string): Html {
  return html`<section>
    <h2 id=${name}>${title}</h2>
    <figure>
      ${raw('card wide-figure', wide)}
      ${raw('card narrow-figure', narrow)}
      <figcaption>${caption} ${madeBy(command)} <a href=${`${name}.svg`}>As SVG</a></figcaption>
    </figure>
  </section>`;
}

export function madeBy(command: string): Html {
  return html`<span>Made by <code>${command}</code>.</span>`;
}
