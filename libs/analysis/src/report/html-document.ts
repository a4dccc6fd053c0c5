import { renderToString } from 'preact-render-to-string';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A whole page, with its style and script in it: it needs no other file and no network. */
export function htmlDocument(title: string, body: Html, script = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${renderToString(html`<title>${title}</title>`)}
<style>${STYLE}</style>
</head>
<body>
${renderToString(body)}
${script === '' ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
}
