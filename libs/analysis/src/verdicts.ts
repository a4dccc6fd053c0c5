import type { CollapseJudgement } from '@collapse/trials';
import { shortNumber } from './short-number.ts';
import { numberAt, type TrialRow } from './trial-rows.ts';

/**
 * What became of a trial's dimensions. The first six are of trials with an exact closed form, the next three of those that
 * the best linear VAE is only a yardstick for.
 */
export type VerdictKind =
  | 'nothing-collapsed'
  | 'as-predicted'
  | 'near-threshold'
  | 'beyond-prediction'
  | 'fewer-than-predicted'
  | 'stopped-short'
  | 'as-yardstick'
  | 'below-yardstick'
  | 'above-yardstick'
  | 'open'
  | 'no-closed-form'
  | 'diverged'
  | 'failed';

export interface Verdict {
  readonly kind: VerdictKind;
  /** A few plain words, such as `3 more collapsed than predicted`. */
  readonly text: string;
  readonly latentDim: number;
  /** Dimensions that are not active; 0 for a failed trial. */
  readonly collapsed: number;
  /** Of these, how many the closed form has in use, but for those near its threshold. */
  readonly beyond: number;
  /** Dimensions that the closed form says collapse, but that are in use, but for those near its threshold. */
  readonly missing: number;
}

export const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = {
  'nothing-collapsed': 'nothing collapsed, as predicted',
  'as-predicted': 'collapsed as predicted',
  'near-threshold': 'as predicted but near the threshold',
  'beyond-prediction': 'collapsed beyond prediction',
  'fewer-than-predicted': 'fewer collapsed than predicted',
  'stopped-short': 'training stopped short',
  'as-yardstick': 'as many in use as in the best linear VAE',
  'below-yardstick': 'fewer in use than in the best linear VAE',
  'above-yardstick': 'more in use than in the best linear VAE',
  open: 'the closed form leaves it open',
  'no-closed-form': 'no closed form to compare with',
  diverged: 'diverged',
  failed: 'failed',
};

/** A trial's verdict from its judgement, see judgeCollapse; what is said goes no further than its evidence. */
export function verdictOf(row: TrialRow): Verdict {
  const { judgement } = row;
  if (judgement === null) {
    const kind = row.failure?.reason === 'diverged' ? 'diverged' : 'failed';
    const latentDim = numberAt(row, 'model.latentDim') ?? 0;
    return { kind, text: VERDICT_WORDS[kind], latentDim, collapsed: 0, beyond: 0, missing: 0 };
  }
  return verdictOfJudgement(judgement);
}

export function verdictOfJudgement(judgement: CollapseJudgement): Verdict {
  const { latentDim, collapsed, beyond, missing } = judgement;
  const { kind, text } = judgement.evidence === 'exact' ? exact(judgement) : inexact(judgement);
  return { kind, text, latentDim, collapsed, beyond, missing };
}

interface Words {
  readonly kind: VerdictKind;
  readonly text: string;
}

function exact(judgement: CollapseJudgement): Words {
  const { comparison, cause, training, latentDim, collapsed, near, nearInUse, beyond, missing } = judgement;
  const count = collapsed === 0 ? 'nothing collapsed' : `${collapsed} of ${latentDim} collapsed`;
  const short = training.kind === 'below-optimum' ? `training stopped ${nats(training.gap)} below the optimum` : null;
  if (comparison === 'open') return { kind: 'open', text: `${count}; the closed form leaves the number open` };
  if (comparison === 'fewer-in-use') {
    return { kind: 'beyond-prediction', text: `${beyond} more collapsed than predicted: ${lossWords(judgement)}` };
  }
  if (comparison === 'more-in-use') {
    const why =
      cause === 'unfinished' ? `training stopped ${nats(training.gap)} below the optimum` : noCause(judgement);
    return { kind: 'fewer-than-predicted', text: `${missing} fewer collapsed than predicted: ${why}` };
  }
  if (short !== null) return { kind: 'stopped-short', text: `${count}, as predicted, but ${short}` };
  if (comparison === 'near-threshold') {
    const which = near > 0 ? `${near} of them` : `${nearInUse} more predicted to`;
    return {
      kind: 'near-threshold',
      text: `${count}; ${which} within 2% of the threshold, where either agrees with the closed form`,
    };
  }
  if (collapsed === 0) return { kind: 'nothing-collapsed', text: 'nothing collapsed, as predicted' };
  const doing = cause === 'objective' ? ": beta × variance, the objective's doing" : '';
  return { kind: 'as-predicted', text: `${count}, as predicted${doing}` };
}

/** Whose doing a collapse beyond the closed form is, as far as the distance to the optimum says. */
function lossWords(judgement: CollapseJudgement): string {
  const below = `${nats(judgement.training.gap)} below the optimum`;
  if (judgement.cause === 'optimizer') return `the optimiser's doing, ${below}`;
  if (judgement.cause === 'optimizer-or-amortization') return `the optimiser's or the amortisation's doing, ${below}`;
  return noCause(judgement);
}

function noCause({ training }: CollapseJudgement): string {
  if (training.gap === null) return 'whose doing is not known, as the distance to the optimum is not';
  return `too near the optimum (${nats(training.gap)} below it) to say whose doing`;
}

function inexact({
  comparison,
  training,
  latentDim,
  collapsed,
  evidence,
  near,
  nearInUse,
  beyond,
  missing,
}: CollapseJudgement): Words {
  const rising = training.kind === 'rising' ? ', and the objective was still rising' : '';
  const count = `${collapsed} of ${latentDim} collapsed`;
  if (evidence === 'none') return { kind: 'no-closed-form', text: `${count}; no closed form to compare with${rising}` };
  if (comparison === 'open') return { kind: 'open', text: `${count}; the yardstick leaves the number open${rising}` };
  const difference = beyond + near - missing - nearInUse;
  if (difference === 0) return { kind: 'as-yardstick', text: `${count}, as many as in the best linear VAE${rising}` };
  const words = difference > 0 ? 'more' : 'fewer';
  const text = `${count}, ${Math.abs(difference)} ${words} than in the best linear VAE, a yardstick here${rising}`;
  const kind =
    comparison === 'near-threshold' ? 'as-yardstick' : difference > 0 ? 'below-yardstick' : 'above-yardstick';
  return { kind, text };
}

function nats(gap: number | null): string {
  return gap === null ? 'an unknown distance' : `${shortNumber(Math.max(0, gap))} nats`;
}
