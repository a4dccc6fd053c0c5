import { compareWithTheory } from './compare-with-theory.ts';
import { modelFamily } from './model-label.ts';
import { shortNumber } from './short-number.ts';
import { numberAt, type TrialRow } from './trial-rows.ts';

/** What became of a trial's dimensions, and whose doing it is. */
export type VerdictKind =
  | 'nothing-collapsed'
  | 'as-predicted'
  | 'beyond-prediction'
  | 'fewer-than-predicted'
  | 'no-closed-form'
  | 'diverged'
  | 'failed';

export interface Verdict {
  readonly kind: VerdictKind;
  /** A few plain words, such as `3 collapsed beyond the closed form`. */
  readonly text: string;
  readonly latentDim: number;
  /** Dimensions that are not active; 0 for a failed trial. */
  readonly collapsed: number;
  /** Of these, how many the closed form does not account for. */
  readonly beyond: number;
  /** Dimensions that the closed form says collapse, but that are in use. */
  readonly missing: number;
}

export const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = {
  'nothing-collapsed': 'nothing collapsed',
  'as-predicted': 'collapsed as predicted',
  'beyond-prediction': 'collapsed beyond prediction',
  'fewer-than-predicted': 'fewer collapsed than predicted',
  'no-closed-form': 'no closed form to compare with',
  diverged: 'diverged',
  failed: 'failed',
};

/**
 * A trial's active dimensions against the closed form's. They agree where they differ by no more than the dimensions
 * within 2% of the threshold (active_units_near_threshold), which may tip either way.
 */
export function verdictOf(row: TrialRow): Verdict {
  const latentDim = numberAt(row, 'model.latentDim') ?? 0;
  const { active_units, active_units_predicted, active_units_near_threshold } = row.metrics;
  if (row.status === 'failed' || active_units === null) {
    const kind = row.failure?.reason === 'diverged' ? 'diverged' : 'failed';
    return { kind, text: VERDICT_WORDS[kind], latentDim, collapsed: 0, beyond: 0, missing: 0 };
  }
  const collapsed = latentDim - active_units;
  const verdict = (kind: VerdictKind, text: string, beyond = 0, missing = 0): Verdict => {
    return { kind, text, latentDim, collapsed, beyond, missing };
  };
  if (active_units_predicted === null) {
    return verdict('no-closed-form', `${collapsed} of ${latentDim} collapsed; no closed form to compare with`);
  }
  const near = active_units_near_threshold ?? 0;
  const difference = active_units - active_units_predicted;
  if (difference < -near) {
    return verdict('beyond-prediction', `${-difference} more collapsed than predicted: ${doing(row)}`, -difference);
  }
  if (difference > near) {
    const text = `${difference} fewer collapsed than predicted: ${stillInUse(row)}`;
    return verdict('fewer-than-predicted', text, 0, difference);
  }
  const gap = shortfall(row);
  const soFar = gap === null ? '' : `, but training stopped ${shortNumber(gap)} nats below the optimum`;
  if (collapsed === 0) return verdict('nothing-collapsed', `nothing collapsed${soFar}`);
  const cause = gap === null ? ": beta × variance, the objective's doing" : soFar;
  return verdict('as-predicted', `${collapsed} of ${latentDim} collapsed, as predicted${cause}`);
}

/** More nats than this below the closed-form optimum, and a linear decoder's training has stopped short of it. */
export const SHORT_BY = 1;

/** How far a trial stopped short of an optimum that its model can reach, nats; null where it did not, or cannot be told. */
export function shortfall(row: TrialRow): number | null {
  const isComparable = row.fields['objective.reduction'] === 'elbo' && modelFamily(row.fields) !== 'nonlinear';
  const { objectiveGap } = compareWithTheory(row);
  return isComparable && objectiveGap !== null && objectiveGap > SHORT_BY ? objectiveGap : null;
}

/** Whose doing a collapse beyond the closed form is. */
function doing(row: TrialRow): string {
  const family = modelFamily(row.fields);
  const { objectiveGap } = compareWithTheory(row);
  const short =
    objectiveGap !== null && objectiveGap > 0 ? `, ${shortNumber(objectiveGap)} nats below the optimum` : '';
  if (family === 'linear') return `the optimiser's doing${short}`;
  if (family === 'linear decoder') return `the optimiser's or the amortisation's doing${short}`;
  return `the optimiser's, the amortisation's or the nonlinear decoder's doing`;
}

function stillInUse(row: TrialRow): string {
  return modelFamily(row.fields) === 'nonlinear'
    ? 'a nonlinear decoder may use directions that a linear one would not'
    : 'training stopped before they had died out';
}
