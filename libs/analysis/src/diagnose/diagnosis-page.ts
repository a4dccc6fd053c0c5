import { counted } from '../counting-words.ts';
import { type DrawnFigure, figureSection } from '../report/figure-section.ts';
import { type Html, html } from '../report/html.ts';
import { htmlDocument } from '../report/html-document.ts';
import { type Column, reportTable } from '../report/report-table.ts';
import { TABLE_SCRIPT } from '../report/table-script.ts';
import { shortNumber } from '../short-number.ts';
import type { Diagnosis } from './diagnose.ts';
import { type DimensionRow, dimensionRows, type MeasureRow, measureRows } from './diagnosis-rows.ts';
import { adviceOf, detailsOf, headlineOf } from './diagnosis-words.ts';

export interface DiagnosisContent {
  readonly diagnosis: Diagnosis;
  readonly figures: readonly DrawnFigure[];
  /** The command that makes the page. */
  readonly command: string;
}

/** A diagnosis as one HTML document in the report's style. */
export function diagnosisPage({ diagnosis, figures, command }: DiagnosisContent): string {
  const { count, latentDim, dim } = diagnosis;
  const size = `${counted(count)} data points${dim === null ? '' : ` of ${counted(dim)} numbers`}, ${counted(latentDim)} latent dimensions.`;
  const body = html`<main>
    <header>
      <h1>Diagnosis of a trained model</h1>
      <p class="faint">${size}</p>
    </header>
    <section>
      <p class="headline">${headlineOf(diagnosis).join(' ')}</p>
      <ul>${detailsOf(diagnosis).map((detail) => html`<li>${detail}</li>`)}</ul>
    </section>
    ${navigation(diagnosis, figures)}
    ${adviceSection(diagnosis)}
    ${figures.map((figure) => figureSection(figure, command))}
    <section>
      <h2 id="measures">Measures</h2>
      <p class="faint">Over all data points where nothing else is said; the errors are standard errors, as far as the data points are independent draws.</p>
      ${reportTable(MEASURE_COLUMNS, measureRows(diagnosis), { label: 'Measures' })}
    </section>
    <section>
      <h2 id="dimensions">Latent dimensions</h2>
      <p class="faint">Largest KL first; a column's name sorts by it.${diagnosis.predicted !== null && ' “Linear VAE” is the KL of the dimension of the same rank in the best linear VAE.'}</p>
      ${reportTable(dimensionColumns(diagnosis), dimensionRows(diagnosis), { label: 'Latent dimensions', sortable: 'dimensions-table' })}
    </section>
    <section>
      <h2 id="provenance">Provenance</h2>
      <dl><dt>This page</dt><dd><code>${command}</code></dd></dl>
    </section>
  </main>`;
  return htmlDocument('Diagnosis of a trained model: posterior collapse', body, TABLE_SCRIPT);
}

function navigation(diagnosis: Diagnosis, figures: readonly DrawnFigure[]): Html {
  const entries = [
    ...(adviceOf(diagnosis).length > 0 ? [{ name: 'changes', title: 'In the best linear VAE' }] : []),
    ...figures,
    { name: 'measures', title: 'Measures' },
    { name: 'dimensions', title: 'Latent dimensions' },
    { name: 'provenance', title: 'Provenance' },
  ];
  return html`<nav aria-label="Sections"><ul>${entries.map(({ name, title }) => html`<li><a href=${`#${name}`}>${title}</a></li>`)}</ul></nav>`;
}

function adviceSection(diagnosis: Diagnosis): Html | null {
  const advice = adviceOf(diagnosis);
  if (advice.length === 0) return null;
  return html`<section>
    <h2 id="changes">In the best linear VAE</h2>
    <p class="faint">What the closed form says of this loss and of others.</p>
    <ul>${advice.map((sentence) => html`<li>${sentence}</li>`)}</ul>
  </section>`;
}

const MEASURE_COLUMNS: readonly Column<MeasureRow>[] = [
  { title: 'Measure', of: ({ name }) => name, kind: 'heading' },
  { title: 'Value', of: ({ value }) => value, kind: 'number' },
  { title: '± error', of: ({ error }) => error, kind: 'number' },
  { title: 'What it is', of: ({ meaning }) => meaning, kind: 'words' },
];

function dimensionColumns({ predicted }: Diagnosis): readonly Column<DimensionRow>[] {
  const ofTheory: Column<DimensionRow> = {
    title: 'Linear VAE',
    of: ({ predictedKl }) => predictedKl,
    kind: 'number',
  };
  return [
    { title: 'Dimension', of: ({ dimension }) => dimension, exact: true, kind: 'number' },
    { title: 'KL', of: ({ kl }) => kl, kind: 'number' },
    { title: '± error', of: ({ klError }) => klError, kind: 'number' },
    ...(predicted === null ? [] : [ofTheory]),
    { title: 'Variance of mean', of: ({ meanVariance }) => meanVariance, kind: 'number' },
    { title: '± error', of: ({ meanVarianceError }) => meanVarianceError, kind: 'number' },
    { title: 'Data below 0.01 nats', of: ({ below }) => `${shortNumber(100 * below)}%` },
    { title: 'State', of: ({ isActive }) => (isActive ? 'in use' : 'collapsed') },
  ];
}
