import { counted } from '../counting-words.ts';
import { type DrawnFigure, figureSection } from '../report/figure-section.ts';
import { type Html, html } from '../report/html.ts';
import { htmlDocument } from '../report/html-document.ts';
import { type Column, reportTable } from '../report/report-table.ts';
import type { Alternative } from './alternatives.ts';
import type { Explanation } from './explain.ts';
import { explanationWords } from './explanation-words.ts';

export interface ExplanationPageContent {
  readonly explanation: Explanation;
  readonly figures: readonly DrawnFigure[];
  /** What the data are called. */
  readonly dataName: string;
  /** The command that makes the page. */
  readonly command: string;
}

const MOST_ROWS = 1000;

/** An explanation as one HTML document that needs no other file and no network. */
export function explanationPage({ explanation, figures, dataName, command }: ExplanationPageContent): string {
  const { subject, threshold, verdict, details } = explanationWords(explanation);
  const sections = [
    ...figures.map(({ name, title }) => ({ id: name, title })),
    { id: 'optimum', title: 'The optimum' },
    { id: 'dimensions', title: 'Dimensions' },
    { id: 'alternatives', title: 'Alternatives' },
    { id: 'command', title: 'Command' },
  ].filter(({ id }) => isShown(id, explanation));
  const body = html`<main>
    <header>
      <h1>${dataName}: what this loss keeps</h1>
      <p class="faint">${subject}</p>
    </header>
    <section>
      <p class="headline">${verdict}</p>
      ${threshold !== null && html`<p>${threshold}</p>`}
      <ul>${details.map((detail) => html`<li>${detail}</li>`)}</ul>
    </section>
    <nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href=${`#${id}`}>${title}</a></li>`)}</ul></nav>
    ${figures.map((figure) => figureSection(figure, command))}
    ${optimumSection(explanation)}
    ${dimensionsSection(explanation)}
    ${alternativesSection(explanation)}
    <section>
      <h2 id="command">Command</h2>
      <p><code>${command}</code></p>
      <p class="faint">Nothing was trained: these are closed forms of a linear VAE with a Gaussian decoder on these data. A nonlinear model need not follow them.</p>
    </section>
  </main>`;
  return htmlDocument(`${dataName}: what this loss keeps`, body);
}

function isShown(section: string, { optimum, alternatives }: Explanation): boolean {
  if (section === 'optimum' || section === 'dimensions') return optimum !== null;
  return section !== 'alternatives' || alternatives.length > 0;
}

function optimumSection({ optimum, settings }: Explanation): Html | null {
  if (optimum === null) return null;
  const rows: readonly (readonly [name: string, value: number, unit: string])[] = [
    ['ELBO', optimum.elbo, 'nats per data point'],
    ['reconstruction', optimum.reconstruction, 'nats per data point'],
    ['KL', optimum.kl, 'nats per data point'],
    ['log p(x)', optimum.logLikelihood, 'nats per data point'],
    ['squared error', optimum.squaredError, 'of a data point, summed over its numbers'],
    [
      'decoder variance',
      optimum.decoderVariance,
      settings.variance === 'learned' ? 'learned' : variancesWords(settings),
    ],
  ];
  return html`<section>
    <h2 id="optimum">The optimum</h2>
    ${settings.likelihood !== 'gaussian' && html`<p>Of a Gaussian decoder, not of a model with the likelihood “${settings.likelihood}”.</p>`}
    ${reportTable<(typeof rows)[number]>(
      [
        { title: 'quantity', of: ([name]) => name, kind: 'heading' },
        { title: 'value', of: ([, value]) => value, kind: 'number' },
        { title: 'unit', of: ([, , unit]) => unit },
      ],
      rows,
      { label: 'The optimum' },
    )}
  </section>`;
}

function variancesWords({ reduction }: Explanation['settings']): string {
  return reduction === 'elbo' ? 'as asked' : 'which the loss implies, or as asked';
}

function dimensionsSection({ klPerDimension, eigenvalues, latentDim }: Explanation): Html | null {
  if (klPerDimension === null) return null;
  const rows = klPerDimension
    .slice(0, MOST_ROWS)
    .map((kl, index) => ({ dimension: index + 1, eigenvalue: eigenvalues[index] ?? 0, kl }));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: 'dimension', of: ({ dimension }) => String(dimension), kind: 'heading' },
    { title: 'eigenvalue', of: ({ eigenvalue }) => eigenvalue, kind: 'number' },
    { title: 'KL, nats', of: ({ kl }) => kl, kind: 'number' },
    { title: 'outcome', of: ({ kl }) => (kl > 0 ? 'lives' : 'collapses') },
  ];
  return html`<section>
    <h2 id="dimensions">Dimensions</h2>
    <p class="faint">Each latent dimension takes one direction of the data, the one with the largest variance first.</p>
    ${reportTable(columns, rows, { label: 'Dimensions with their KL' })}
    ${latentDim > rows.length && html`<p class="faint">The first ${counted(rows.length)} of ${counted(latentDim)}; <code>--json</code> prints all.</p>`}
  </section>`;
}

const CHANGES: Readonly<Record<Alternative['change'], string>> = {
  beta: 'another beta',
  variance: 'another variance',
  reduction: 'another loss',
};

function alternativesSection({ alternatives, settings, latentDim }: Explanation): Html | null {
  if (alternatives.length === 0) return null;
  const columns: readonly Column<Alternative>[] = [
    { title: 'change', of: ({ change }) => CHANGES[change], kind: 'heading' },
    { title: 'loss', of: ({ reduction }) => reduction },
    { title: 'beta', of: ({ beta }) => beta, kind: 'number' },
    {
      title: 'decoder variance',
      of: ({ reduction, variance }) => (reduction === 'elbo' ? variance : 'none'),
      kind: 'number',
    },
    {
      title: 'beta × variance',
      of: ({ impliedBetaVariance }) => impliedBetaVariance ?? 'no optimum',
      kind: 'number',
    },
    { title: `live, of ${latentDim}`, of: ({ active }) => active ?? '–', kind: 'number' },
  ];
  return html`<section>
    <h2 id="alternatives">Alternatives</h2>
    <p class="faint">One change at a time, batches of ${counted(settings.batchSize)}. The proposed beta and variance lie 10% below the onset of the last dimension.</p>
    ${reportTable(columns, alternatives, { label: 'Alternatives' })}
  </section>`;
}
