import type { Analysis } from '../analyse-study.ts';
import { combinationLabel } from '../combination-label.ts';
import { counted } from '../counting-words.ts';
import type { TrialRow } from '../trial-rows.ts';
import type { Violation } from '../violations.ts';
import { type Html, html } from './html.ts';
import { reportTable } from './report-table.ts';

const MOST_ROWS = 100;

/** Whether any trial's dimensions in use are not as many as the closed form says. */
export function hasDisagreements({ verdicts }: Analysis): boolean {
  return [...verdicts.values()].some(({ beyond, missing }) => beyond + missing > 0);
}

/** Trials that differ from the closed form, and whose doing that is where it can be said; nothing where all agree. */
export function disagreementsSection({ rows, axes, verdicts }: Analysis): Html | null {
  const differing = rows.flatMap((row) => {
    const verdict = verdicts.get(row.trialId);
    return verdict !== undefined && verdict.beyond + verdict.missing > 0 ? [{ row, verdict }] : [];
  });
  if (differing.length === 0) return null;
  const sorted = differing.toSorted(
    (one, other) => other.verdict.beyond + other.verdict.missing - one.verdict.beyond - one.verdict.missing,
  );
  return html`<section>
    <h2 id="disagreements">Where the closed form was not met</h2>
    <p class="faint">The greatest differences first. Dimensions within 2% of the threshold may tip either way and are not counted. For nonlinear decoders the closed form is a yardstick, and no cause follows.</p>
    ${reportTable<(typeof differing)[number]>(
      [
        {
          title: 'settings',
          of: ({ row }) => (axes.length > 0 ? combinationLabel(axes, row) : row.trialId),
          kind: 'words',
        },
        { title: 'active', of: ({ row }) => row.metrics.active_units, kind: 'number' },
        { title: 'predicted', of: ({ row }) => row.metrics.active_units_predicted, kind: 'number' },
        { title: 'verdict', of: ({ verdict }) => verdict.text, kind: 'words' },
      ],
      sorted.slice(0, MOST_ROWS),
      { label: 'Trials that differ from the closed form' },
    )}
    ${omitted(sorted.length)}
  </section>`;
}

/** Bounds that were broken, or that none was. */
export function violationsSection({ violations }: Analysis): Html {
  return html`<section>
    <h2 id="violations">Violations</h2>
    <p class="faint">An ELBO above the exact log-likelihood, or a linear decoder above the pPCA maximum or its closed-form
      optimum, by more than 8 float32 units in the last place: never a finding, always a defect.</p>
    ${violations.length === 0 ? html`<p>None.</p>` : violationsTable(violations)}
  </section>`;
}

function violationsTable(violations: readonly Violation[]): Html {
  return html`${reportTable<Violation>(
    [
      { title: 'trial_id', of: (violation) => violation.trialId, kind: 'heading' },
      { title: 'value', of: (violation) => violation.value },
      { title: 'measured, nats', of: (violation) => violation.measured, kind: 'number' },
      { title: 'bound', of: (violation) => violation.bound },
      { title: 'limit, nats', of: (violation) => violation.limit, kind: 'number' },
      { title: 'above by, nats', of: (violation) => violation.measured - violation.limit, kind: 'number' },
      { title: 'tolerance, nats', of: (violation) => violation.tolerance, kind: 'number' },
    ],
    violations.slice(0, MOST_ROWS),
    { label: 'Violated bounds' },
  )}${omitted(violations.length)}`;
}

/** Failed trials with their reasons; nothing where none failed. */
export function failuresSection({ rows, axes }: Analysis): Html | null {
  const failed = rows.filter((row) => row.failure !== null);
  if (failed.length === 0) return null;
  return html`<section>
    <h2 id="failures">Failures</h2>
    ${reportTable<TrialRow>(
      [
        { title: 'trial_id', of: (row) => row.trialId, kind: 'heading' },
        ...(axes.length > 0
          ? [{ title: 'settings', of: (row: TrialRow) => combinationLabel(axes, row), kind: 'words' as const }]
          : []),
        { title: 'reason', of: (row) => row.failure?.reason.replaceAll('-', ' ') ?? null },
        { title: 'message', of: (row) => row.failure?.message ?? null, kind: 'words' },
      ],
      failed.slice(0, MOST_ROWS),
      { label: 'Failed trials' },
    )}
    ${omitted(failed.length)}
  </section>`;
}

function omitted(count: number): Html | null {
  if (count <= MOST_ROWS) return null;
  return html`<p class="faint">The first ${MOST_ROWS} of ${counted(count)}; all are in <a href="../results.csv">results.csv</a>.</p>`;
}
