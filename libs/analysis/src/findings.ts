import type { Analysis } from './analyse-study.ts';
import { compareWithTheory } from './compare-with-theory.ts';
import { type ModelFamily, modelFamily } from './model-label.ts';
import { shortNumber } from './short-number.ts';
import type { TrialRow } from './trial-rows.ts';
import { shortfall, type Verdict } from './verdicts.ts';

/** What a study found, in plain words. */
export interface Findings {
  /** One sentence with its number. */
  readonly headline: string;
  /** What stands behind it, one sentence or two each. */
  readonly details: readonly string[];
}

interface Judged {
  readonly row: TrialRow;
  readonly verdict: Verdict;
}

const FAMILIES: readonly { readonly family: ModelFamily; readonly name: string }[] = [
  { family: 'linear', name: 'Linear models' },
  { family: 'linear decoder', name: 'Nonlinear encoders with a linear decoder' },
  { family: 'nonlinear', name: 'Nonlinear models' },
];

export function findingsOf(analysis: Analysis): Findings {
  const judged = analysis.rows.flatMap((row): Judged[] => {
    const verdict = analysis.verdicts.get(row.trialId);
    return row.status === 'done' && verdict !== undefined ? [{ row, verdict }] : [];
  });
  const details = FAMILIES.flatMap(({ family, name }) =>
    familyDetail(
      name,
      family,
      judged.filter(({ row }) => modelFamily(row.fields) === family),
    ),
  );
  const bounds = judged.length === 0 ? [] : [boundsDetail(analysis)];
  return { headline: headline(analysis, judged), details: [...details, ...bounds, ...restDetail(analysis)] };
}

function headline(analysis: Analysis, judged: readonly Judged[]): string {
  if (judged.length === 0) {
    const failed = analysis.rows.length;
    if (failed === 0) return 'Nothing has been trained yet, so there is nothing to say.';
    return `No trial finished: ${failed === 1 ? 'the only one' : `all ${counted(failed)}`} failed (${failureCounts(analysis)}).`;
  }
  const total = sum(judged, ({ verdict }) => verdict.latentDim);
  const collapsed = sum(judged, ({ verdict }) => verdict.collapsed);
  const beyond = sum(judged, ({ verdict }) => verdict.beyond);
  const missing = sum(judged, ({ verdict }) => verdict.missing);
  const compared = judged.filter(({ verdict }) => verdict.kind !== 'no-closed-form');
  const share = `${percent(collapsed, total)} of the latent dimensions collapsed (${counted(collapsed)} of ${counted(total)})`;
  if (compared.length === 0 && collapsed === 0) {
    return `Nothing collapsed: all ${counted(total)} latent dimensions are in use; these models have no closed form to compare with.`;
  }
  if (compared.length === 0) {
    return `${share}; these models have no closed form, so this study alone cannot say whose doing it is.`;
  }
  const tooEarly = tooEarlyToSay(compared, share);
  if (tooEarly !== null) return tooEarly;
  if (collapsed === 0 && missing === 0) {
    return `Nothing collapsed: all ${counted(total)} latent dimensions are in use, as the closed form predicts.`;
  }
  if (collapsed === 0) {
    return `Nothing collapsed, though the closed form predicts that ${counted(missing)} of ${counted(total)} latent dimensions would.`;
  }
  if (beyond === 0 && missing === 0) {
    const where = compared.length === judged.length ? 'in every trial' : 'wherever it exists';
    return `${share}, and the closed form predicts it ${where}: beta × variance, that is the objective, did it, not the optimiser.`;
  }
  if (beyond === 0) {
    return `${share}, all of it predicted: the objective's doing; ${counted(missing)} more were predicted to collapse and did not.`;
  }
  const trials = judged.filter(({ verdict }) => verdict.beyond > 0).length;
  const explained = collapsed - beyond;
  const stillInUse = missing === 0 ? '' : ` ${counted(missing)} more were predicted to collapse and did not.`;
  return (
    `${share}; the closed form accounts for ${percent(explained, collapsed)} of that: beta × variance, the objective's ` +
    `doing. The other ${counted(beyond)}, in ${plural(trials, 'trial')}, are the optimiser's, the amortisation's or the architecture's.${stillInUse}`
  );
}

/** Where half of the linear models have not reached the optimum that they can reach, nothing else is worth saying first. */
function tooEarlyToSay(compared: readonly Judged[], share: string): string | null {
  const linear = compared.filter(({ row }) => modelFamily(row.fields) !== 'nonlinear');
  const gaps = linear.flatMap(({ row }) => shortfall(row) ?? []);
  if (gaps.length === 0 || 2 * gaps.length < linear.length) return null;
  const most = gaps.reduce((one, other) => Math.max(one, other));
  return (
    `Too early to say: training stopped up to ${shortNumber(most)} nats below the closed-form optimum in ` +
    `${counted(gaps.length)} of ${plural(linear.length, 'linear trial')}; so far, ${share}.`
  );
}

function familyDetail(name: string, family: ModelFamily, judged: readonly Judged[]): string[] {
  if (judged.length === 0) return [];
  const compared = judged.filter(({ verdict }) => verdict.kind !== 'no-closed-form');
  const count = plural(judged.length, 'trial');
  if (compared.length === 0) {
    const collapsed = sum(judged, ({ verdict }) => verdict.collapsed);
    const total = sum(judged, ({ verdict }) => verdict.latentDim);
    return [`${name} (${count}): ${counted(collapsed)} of ${counted(total)} dimensions collapsed; no closed form.`];
  }
  const agreeing = compared.filter(({ verdict }) => verdict.beyond === 0 && verdict.missing === 0);
  const agreement =
    agreeing.length === compared.length
      ? `as many dimensions are in use as the closed form says in ${compared.length === 1 ? 'the only trial' : `all ${plural(compared.length, 'trial')}`}`
      : `as many dimensions are in use as the closed form says in ${counted(agreeing.length)} of ${plural(compared.length, 'trial')}${differences(compared)}`;
  return [`${name} (${count}): ${agreement}.${gapSentence(family, compared)}`];
}

function differences(compared: readonly Judged[]): string {
  const beyond = compared.filter(({ verdict }) => verdict.beyond > 0).length;
  const missing = compared.filter(({ verdict }) => verdict.missing > 0).length;
  const parts = [
    beyond > 0 && `more collapsed in ${counted(beyond)}`,
    missing > 0 && `fewer collapsed in ${counted(missing)}`,
  ];
  return `, ${parts.filter((part) => part !== false).join(', ')}`;
}

/** How near training came to the optimum: what tells the optimiser's failures from the objective's. */
function gapSentence(family: ModelFamily, judged: readonly Judged[]): string {
  const gaps = judged.flatMap(({ row }) => {
    const gap = row.fields['objective.reduction'] === 'elbo' ? compareWithTheory(row).objectiveGap : null;
    return gap ?? [];
  });
  if (gaps.length === 0) return '';
  const worst = gaps.reduce((one, other) => Math.max(one, other));
  if (family !== 'nonlinear') {
    return ` Training ended ${gaps.length === 1 ? '' : 'at most '}${shortNumber(Math.max(0, worst))} nats below the closed-form optimum.`;
  }
  const below = gaps.filter((gap) => gap > 0).length;
  const yardstick = " The closed form is the linear VAE's, a yardstick here:";
  if (below === 0) return `${yardstick} every objective ended above its optimum.`;
  return `${yardstick} ${counted(below)} of ${plural(gaps.length, 'objective')} ended below its optimum, by ${shortNumber(worst)} nats at most.`;
}

function boundsDetail({ violations, rows }: Analysis): string {
  if (violations.length > 0) {
    return `Warning: ${plural(violations.length, 'value')} exceed${violations.length === 1 ? 's' : ''} a bound that no correct result can exceed. The numbers of these trials are wrong; see Violations.`;
  }
  const bounded = rows.filter((row) => row.metrics.log_likelihood !== null).length;
  if (bounded === 0) return 'No trial has an exact log-likelihood to hold its ELBO against.';
  return `No ELBO exceeds its exact log-likelihood (${plural(bounded, 'trial')} checked).`;
}

function restDetail(analysis: Analysis): string[] {
  const failed = analysis.rows.filter((row) => row.status === 'failed').length;
  return [
    ...(failed > 0 ? [`${plural(failed, 'trial')} failed (${failureCounts(analysis)}); see Failures.`] : []),
    ...(analysis.missing > 0 ? [`${plural(analysis.missing, 'trial')} of the grid not trained yet.`] : []),
  ];
}

function failureCounts({ rows }: Analysis): string {
  const byReason = Map.groupBy(
    rows.filter((row) => row.failure !== null),
    (row) => row.failure?.reason ?? 'error',
  );
  return [...byReason]
    .map(([reason, members]) => `${reason.replaceAll('-', ' ')}: ${counted(members.length)}`)
    .join(', ');
}

export function plural(count: number, noun: string): string {
  return `${counted(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A count with a comma between thousands. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  if (part === whole) return '100%';
  const share = (100 * part) / whole;
  if (share > 99) return 'over 99%';
  return share > 0 && share < 1 ? 'under 1%' : `${Math.round(share)}%`;
}

function sum<Element>(elements: readonly Element[], of: (element: Element) => number): number {
  return elements.reduce((total, element) => total + of(element), 0);
}
