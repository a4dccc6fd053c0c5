import type { BackendDescription } from '@collapse/trials';
import type { Analysis } from '../analyse-study.ts';
import { plural } from '../counting-words.ts';
import { formatDuration, formatTime } from '../format-time.ts';
import type { TrialRow } from '../trial-rows.ts';
import { type Html, html } from './html.ts';

/** Of what study a page is, and how it was made. */
export interface Provenance {
  readonly analysis: Analysis;
  /** The command that makes the page. */
  readonly command: string;
  /** Where else to look at the study. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** What the numbers come from: code, back end, data, time, and the command that made the page. */
export function provenanceSection({ analysis, command, links }: Provenance): Html {
  const { study, rows, outdated } = analysis;
  const { versions, datasets, components = [] } = study.grid;
  const { code } = versions;
  const backends = new Set(rows.map((row) => (row.backend === null ? 'unknown' : backendWords(row.backend))));
  if (backends.size === 0 && versions.backend !== null) backends.add(backendWords(versions.backend));
  return html`<section>
    <h2 id="provenance">Provenance</h2>
    <dl>
      <dt>Code</dt><dd>${code === null ? 'version unknown' : html`<code>${code.commit}</code>${code.modified ? ', with changes not committed' : ''}`}</dd>
      <dt>Node</dt><dd>${versions.node}</dd>
      <dt>Back end</dt><dd>${[...backends].join('; ') || 'none'}</dd>
      ${Object.entries(datasets).map(([key, checksum]) => html`<dt>Data</dt><dd>${key}, sha256 <code>${checksum}</code></dd>`)}
      ${components.map(({ kind, name, file, sha256, summary }) => html`<dt>Component</dt><dd>${kind} <code>${name}</code> of <code>${file}</code>, sha256 <code>${sha256.slice(0, 12)}</code>: ${summary}</dd>`)}
      ${rows.length > 0 && html`<dt>Time</dt><dd>${timeWords(rows)}</dd>`}
      ${outdated > 0 && html`<dt>Left out</dt><dd>${plural(outdated, 'trial')} in the folder that the grid no longer asks for; results.csv has them</dd>`}
      ${links.length > 0 && html`<dt>In MLflow</dt><dd>${links.map(({ title, url }, index) => html`${index > 0 && ', '}<a href=${url}>${title}</a>`)}</dd>`}
      <dt>This page</dt><dd><code>${command}</code></dd>
    </dl>
  </section>`;
}

function backendWords({ name, device, versions, threads, compiler }: BackendDescription): string {
  const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
  const steps = compiler === 'xla' ? ', steps compiled by XLA' : '';
  return `${name} on ${device}, ${plural(threads, 'thread')} a trial (${libraries.join(', ')})${steps}`;
}

function timeWords(rows: readonly TrialRow[]): string {
  const seconds = rows.reduce((total, row) => total + (row.finishedAt - row.startedAt) / 1000, 0);
  const first = rows.reduce((least, row) => Math.min(least, row.startedAt), Number.POSITIVE_INFINITY);
  const last = rows.reduce((most, row) => Math.max(most, row.finishedAt), 0);
  const span = formatDuration((last - first) / 1000);
  return `${formatDuration(seconds)} of training in all; from the first start to the last end ${span} (${formatTime(first)} to ${formatTime(last)})`;
}
