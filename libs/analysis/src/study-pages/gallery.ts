import { renderToString } from 'preact-render-to-string';
import { type Html, html, raw } from '../report/html.ts';
import { reportTable } from '../report/report-table.ts';
import { STYLE } from '../report/style.ts';
import type { Statement, StudyTable } from '../studies/study-report.ts';
import { countWords } from '../studies/trial-counts.ts';
import { deviationWords, machineWords, sizeWords, timeWords } from './run-words.ts';
import type { StudyRecord } from './study-record.ts';

/** A study as the gallery shows it; each figure's markup as drawn for a desk and for a phone. */
export interface GalleryEntry {
  readonly record: StudyRecord;
  readonly drawings: readonly { readonly wide: string; readonly narrow: string }[];
}

/** The page of a reader's own data, beside the gallery: `npx nx run sweep:explorer` makes it. */
export const EXPLORER_FILE = 'explain.html';

const GALLERY_STYLE = `
article { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: .5rem; }
main > article { max-width: none; }
main article > * { max-width: 70ch; }
main article > figure, main article > details { max-width: none; }
article h2 { margin-top: 1.5rem; }
.finding { font-size: 1.1rem; font-weight: 600; line-height: 1.45; text-wrap: pretty; }
.notice { border-left: 3px solid var(--warn); padding-left: .75rem; }
pre { white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem; margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); margin: .5rem 0; }
details > * { max-width: 70ch; }
details > .scroll { max-width: none; }
@media print { details::details-content { content-visibility: visible; block-size: auto; } article { break-before: page; } }
`;

/**
 * All studies on one page that needs no other file and no network.
 * @param explorer whether the page of a reader's own data lies beside it
 */
export function galleryPage(entries: readonly GalleryEntry[], explorer = false): string {
  const body = html`<main>
    <header>
      <h1>Studies of posterior collapse</h1>
      <p>The figures of the papers this project follows, each trained again by one command and held against the closed forms where they exist. What a study found is computed from its trials.</p>
      ${explorer && html`<p>For data of your own: <a href=${EXPLORER_FILE}>which latent dimensions does your loss leave alive?</a></p>`}
    </header>
    <nav aria-label="Studies"><ul>${entries.map(
      ({ record }) => html`<li><a href=${`#${record.name}`}>${record.title}</a></li>`,
    )}</ul></nav>
    ${entries.map(article)}
  </main>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Studies of posterior collapse</title>
<style>${STYLE}${GALLERY_STYLE}</style>
</head>
<body>
${renderToString(body)}
</body>
</html>
`;
}

function article({ record, drawings }: GalleryEntry): Html {
  const { name, run } = record;
  const size = sizeWords(run);
  return html`<article id=${name}>
    <h2>${record.title}</h2>
    <p class="finding">${record.headline}</p>
    ${record.counts !== undefined && html`<p class="faint">${countWords(record.counts)}</p>`}
    ${size !== null && html`<p class="notice faint">${size}</p>`}
    ${record.figures.map(
      (figure, index) => html`<figure>
        ${raw('card wide-figure', drawings[index]?.wide ?? '')}
        ${raw('card narrow-figure', drawings[index]?.narrow ?? '')}
        <figcaption>${figure.title}. ${figure.caption} <a href=${`${name}/${figure.name}.svg`}>As SVG</a></figcaption>
      </figure>`,
    )}
    <pre><code>${run.command}</code></pre>
    <p><a href=${`${name}/results.csv`}>Table of all trials</a></p>
    <details>
      <summary>What was asked, what agrees with the source, how it was run</summary>
      <p>${record.question}</p>
      <p class="faint">Source: ${record.source}</p>
      ${(record.tables ?? []).map(tableOf)}
      ${statementList('Agrees with the source', record.statements, true)}
      ${statementList('Does not agree with the source', record.statements, false)}
      ${statementList('Not stated by the source', record.statements, null)}
      ${listOf('Largest deviation from the closed form', record.deviations.map(deviationWords))}
      ${listOf('Run', [timeWords(run), machineWords(run), `Needs ${record.needs}.`])}
    </details>
  </article>`;
}

function tableOf({ title, columns, rows }: StudyTable): Html {
  const shown = columns.map((column, index) => ({
    title: column,
    of: (row: readonly string[]) => row[index] ?? '',
    kind: index === 0 ? ('heading' as const) : ('number' as const),
  }));
  return html`<h3>${title}</h3>${reportTable(shown, rows, { label: title })}`;
}

function statementList(title: string, statements: readonly Statement[], agrees: Statement['agrees']): Html | null {
  return listOf(
    title,
    statements.filter((statement) => statement.agrees === agrees).map(({ text }) => text),
  );
}

function listOf(title: string, lines: readonly string[]): Html | null {
  if (lines.length === 0) return null;
  return html`<h3>${title}</h3><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
