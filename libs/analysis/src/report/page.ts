import type { Analysis } from '../analyse-study.ts';
import { plural } from '../counting-words.ts';
import { findingsOf } from '../findings/findings.ts';
import { type DrawnFigure, figureSection, madeBy } from './figure-section.ts';
import { type Html, html } from './html.ts';
import { htmlDocument } from './html-document.ts';
import { disagreementsSection, failuresSection, hasDisagreements, violationsSection } from './problem-sections.ts';
import { type Provenance, provenanceSection } from './provenance-section.ts';
import { axisTables, combinationTable } from './summary-tables.ts';
import { TABLE_SCRIPT } from './table-script.ts';
import type { TrialPictures } from './trial-pictures.ts';
import { trialsTable } from './trials-table.ts';

export interface PageContent extends Provenance {
  readonly figures: readonly DrawnFigure[];
  readonly pictures: readonly TrialPictures[];
}

/** The whole report as one HTML document that needs no other file and no network. */
export function reportPage(content: PageContent): string {
  const { analysis } = content;
  const { headline, details } = findingsOf(analysis);
  const { name, description } = analysis.study.grid;
  const hasTable = analysis.rows.length > 0;
  const hasSummaries = analysis.rows.some((row) => row.status === 'done');
  const body = html`<main>
    <header>
      <h1>${name}</h1>
      <p class="faint">${description !== '' && `${description} `}${statusWords(analysis)}</p>
    </header>
    <section>
      <p class="headline">${headline}</p>
      <ul>${details.map((detail) => html`<li class=${detail.startsWith('Warning') ? 'warning' : undefined}>${detail}</li>`)}</ul>
    </section>
    ${navigation(content, hasSummaries)}
    ${content.figures.map((figure) => figureSection(figure, content.command))}
    ${picturesSection(content)}
    ${
      hasSummaries &&
      html`<section>
        <h2 id="summaries">Summaries over seeds</h2>
        <p class="faint">Mean ± standard deviation of the finished trials. “Active” counts the dimensions in use, “predicted” is the closed form's count. ELBO, log-likelihood and “below optimum” (how far the objective ended under its closed-form maximum) are in nats per data point.</p>
        ${analysis.axes.length > 0 && html`<h3>Every combination</h3>`}
        ${combinationTable(analysis)}
        ${axisTables(analysis)}
      </section>`
    }
    ${disagreementsSection(analysis)}
    ${violationsSection(analysis)}
    ${failuresSection(analysis)}
    ${
      hasTable &&
      html`<section>
        <h2 id="results">Results</h2>
        <p class="faint">One row a trial, nats per data point over the whole training set; a column's name sorts by it. The same as a file: <a href="../results.csv">results.csv</a>.</p>
        ${trialsTable(analysis)}
      </section>`
    }
    ${provenanceSection(content)}
  </main>`;
  return htmlDocument(`${name}: posterior collapse report`, body, TABLE_SCRIPT);
}

function navigation({ figures, pictures, analysis }: PageContent, hasSummaries: boolean): Html {
  const entries = [
    ...figures.map(({ name, title }) => ({ id: name, title })),
    ...(pictures.length > 0 ? [{ id: 'pictures', title: 'Reconstructions and samples' }] : []),
    ...(hasSummaries ? [{ id: 'summaries', title: 'Summaries' }] : []),
    ...(hasDisagreements(analysis) ? [{ id: 'disagreements', title: 'Where the closed form was not met' }] : []),
    { id: 'violations', title: 'Violations' },
    ...(analysis.rows.some((row) => row.failure !== null) ? [{ id: 'failures', title: 'Failures' }] : []),
    ...(analysis.rows.length > 0 ? [{ id: 'results', title: 'Results' }] : []),
    { id: 'provenance', title: 'Provenance' },
  ];
  return html`<nav aria-label="Sections"><ul>${entries.map(({ id, title }) => html`<li><a href=${`#${id}`}>${title}</a></li>`)}</ul></nav>`;
}

function picturesSection({ pictures, command }: PageContent): Html | null {
  if (pictures.length === 0) return null;
  return html`<section>
    <h2 id="pictures">Reconstructions and samples</h2>
    <div class="pictures wide">${pictures.map(
      ({ label, trialId, pictures: files }) => html`<div>
        <h3>${label === '' ? `Trial ${trialId}` : label}</h3>
        ${files.map(
          ({ title, source }) => html`<img src=${source} alt=${`${title}, ${label === '' ? trialId : label}`} />
          <p class="faint">${title}</p>`,
        )}
      </div>`,
    )}</div>
    <p class="faint">The same trials as in the figures above. ${madeBy(command)}</p>
  </section>`;
}

function statusWords({ rows, missing, study }: Analysis): string {
  const done = rows.filter((row) => row.status === 'done').length;
  const failed = rows.length - done;
  const parts = [
    `${done.toLocaleString('en-US')} of ${plural(study.grid.trialIds.length, 'trial')} finished`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(missing > 0 ? [`${missing} not trained yet`] : []),
  ];
  return `${parts.join(', ')}.`;
}
