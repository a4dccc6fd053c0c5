import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkAllPositive, checkCount, checkFinite, checkLength, checkPositive } from '../errors/input-checks.ts';

/**
 * The L levels of a linear Markov hierarchy: p(x|z_1) = N(W_0 z_1 + b_0, s_0 I), p(z_l|z_(l+1)) = N(W_l z_(l+1) + b_l,
 * s_l I), p(z_L) = N(0, I); q(z_l|z_(l-1)) linear with a diagonal variance D_l. Objective: E_q ln p(x|z_1) - sum_l beta_l
 * E_q [ln q(z_l|z_(l-1)) - ln p(z_l|z_(l+1))].
 */
export interface HierarchyLevels {
  /** beta_1 .. beta_L, all above 0. */
  readonly betas: readonly number[];
  /** s_0 .. s_(L-1), shape [L]; s_L is 1. */
  readonly decoderVariances: readonly number[];
  /** D_1 .. D_L: one number for all dimensions of the level, or learned for each. Shape [L]. */
  readonly encoderVariances: readonly (number | 'learned')[];
}

/** @throws ClosedFormError unless the three lists are of one number of levels, and their numbers above 0. */
export function checkLevels({ betas, decoderVariances, encoderVariances }: HierarchyLevels): void {
  checkCount('levels', betas.length);
  checkFinite('betas', betas);
  for (const beta of betas) checkPositive('betas', beta);
  checkLength('decoderVariances', decoderVariances, betas.length);
  checkAllPositive('decoderVariances', decoderVariances);
  checkLength('encoderVariances', encoderVariances, betas.length);
  checkAllPositive(
    'encoderVariances',
    encoderVariances.flatMap((value) => (value === 'learned' ? [] : [value])),
  );
}

/** @throws ClosedFormError unless each of the L levels has a whole number of dimensions. */
export function checkWidths(widths: readonly number[], levels: number): void {
  checkLength('widths', widths, levels);
  for (const width of widths) checkCount('widths', width);
}

/** Two levels with learned variances, the lower first, counted from 1. */
export interface LevelPair {
  readonly lower: number;
  readonly upper: number;
}

function learnedPairs(levels: HierarchyLevels, of: (lower: number, upper: number) => boolean): readonly LevelPair[] {
  checkLevels(levels);
  const learned = levels.encoderVariances.flatMap((variance, index) => (variance === 'learned' ? [index + 1] : []));
  return learned.slice(1).flatMap((upper, index) => {
    const lower = learned[index] as number;
    return of(levels.betas[lower - 1] as number, levels.betas[upper - 1] as number) ? [{ lower, upper }] : [];
  });
}

/**
 * The first pair of successive learned levels (fixed ones may lie between) whose upper weight is below the lower's, or
 * null. Where there is one the objective grows without bound with the scale of the levels between them, whatever the data
 * and the widths; where there is none, it is bounded. With all variances learned: beta_l < beta_(l-1) for some l.
 *
 * In u_l = ln y_l the cost is a sum of exponentials of u_l - u_(l+1) for fixed levels and beta_l (u_l - u_(l+1)) for
 * learned ones. It can only fall without end along a block of levels that ends in a learned one and follows one, all of
 * it shifted together, where it changes by beta_upper - beta_lower.
 */
export function unboundedLevels(levels: HierarchyLevels): LevelPair | null {
  return learnedPairs(levels, (lower, upper) => upper < lower)[0] ?? null;
}

/** The pairs of equal weight: the objective does not say how far the levels above `lower`, up to `upper`, are in use. */
export function openLevels(levels: HierarchyLevels): readonly LevelPair[] {
  return learnedPairs(levels, (lower, upper) => upper === lower);
}

/** @throws ClosedFormError where `unboundedLevels` finds a pair. */
export function checkBounded(levels: HierarchyLevels): void {
  const pair = unboundedLevels(levels);
  if (pair === null) return;
  const [lower, upper] = [levels.betas[pair.lower - 1], levels.betas[pair.upper - 1]];
  throw new ClosedFormError({
    field: 'betas',
    expected: `level ${pair.upper} to weigh at least what level ${pair.lower} does, both variances being learned`,
    received: `${upper} after ${lower}`,
    remedy: 'Below that the linear objective grows without bound: raise the upper weight, or fix a variance.',
  });
}
