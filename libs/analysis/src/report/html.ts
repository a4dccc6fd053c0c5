import { html } from 'htm/preact';
import type { VNode } from 'preact';

/** A piece of a page. What is put into an `html` template is escaped; only `raw` is not. */
export type Html = VNode;

export { html };

/** Markup made by this library itself, such as a figure, inside an element. */
export function raw(className: string, markup: string): Html {
  return html`<div class=${className} dangerouslySetInnerHTML=${{ __html: markup }}></div>`;
}
