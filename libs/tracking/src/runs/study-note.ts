import { artifactLink, experimentLink, runLink, viewLink } from '../links/links.ts';
import { sharedViews } from './shared-views.ts';
import type { StudySummary } from './study-summary.ts';
import type { StudyContext } from './trial-run.ts';

export interface StudyPlace {
  readonly experimentId: string;
  /** The study's own run. */
  readonly runId: string;
}

/** What the study's run says about itself, in Markdown. */
export function studyNote(summary: StudySummary, context: StudyContext, place: StudyPlace): string {
  const { grid } = context;
  const lines = [
    ...(grid.description === '' ? [] : [shortened(grid.description), '']),
    `${counts(summary)}.`,
    '',
    `[Report](${artifactLink(place.experimentId, place.runId, 'report/index.html')}) · ${viewLinks(context, place)}`,
    '',
    ...axesTable(context),
  ];
  return lines.join('\n');
}

/** What the experiment says: how to read it, with the ready-made views. */
export function experimentNote(summary: StudySummary, context: StudyContext, place: StudyPlace): string {
  const { grid } = context;
  const lines = [
    // First, because MLflow shows one line until it is asked for more.
    `${viewLinks(context, place)} · [Report](${artifactLink(place.experimentId, place.runId, 'report/index.html')}) · [Study](${runLink(place.experimentId, place.runId)}) · [All runs](${experimentLink(place.experimentId)})`,
    ...(grid.description === '' ? [] : ['', shortened(grid.description)]),
    '',
    `${counts(summary)}. One run is one trial, named by what the grid varies; their parent is the study's run, which holds the report, grid.json and results.csv. Filter by \`tags.role = 'trial'\` to see trials only, and sort by anything but Created: that folds them under their study.`,
    '',
    '| | |',
    '|---|---|',
    '| params | the whole specification by dotted path; `axis/PATH` is the same as a metric, for ranges and numeric order |',
    '| `final/NAME` | results over the whole training set, nats per data point |',
    '| `train/NAME` | training curves |',
    '| `dimension/kl` | KL of each latent dimension, step 1 the largest; `dimension/predicted_kl` the closed form |',
    '| tag `verdict` | none, partial, collapsed: how many dimensions are inactive; diverged, failed |',
    '| tag `evidence` | what the closed form is of: exact this very model, yardstick the best linear VAE, none |',
    '| tag `prediction` | whether the closed form has as many active dimensions |',
    '| tag `training` | at the optimum or below it; where there is none of this model, level or still rising |',
  ];
  return lines.join('\n');
}

function viewLinks(context: StudyContext, { experimentId }: StudyPlace): string {
  return sharedViews(context.fields, [])
    .map(({ name, title, charts }) => `[${title}](${viewLink(experimentId, name, charts)})`)
    .join(' · ');
}

function counts({ done, failed, missing }: StudySummary): string {
  const parts = [`${done} trial${done === 1 ? '' : 's'} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (missing > 0) parts.push(`${missing} not trained yet`);
  return parts.join(', ');
}

/** A tag holds 8000 characters. */
const LONGEST_DESCRIPTION = 4000;
const LONGEST_CELL = 200;
const MOST_AXES = 12;

function shortened(text: string): string {
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION)} ...` : text;
}

function axesTable({ grid }: StudyContext): string[] {
  if (grid.axes.length === 0) return [];
  const rows = grid.axes.slice(0, MOST_AXES).map(({ path, values }) => {
    const text = values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ');
    const cell = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)} ...` : text;
    return `| \`${path === '' ? 'trial' : path}\` | ${cell.replaceAll('|', '\\|')} |`;
  });
  return ['| axis | values |', '|---|---|', ...rows];
}
