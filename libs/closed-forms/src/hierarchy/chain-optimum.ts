import { checkBounded, type HierarchyLevels } from './hierarchy-levels.ts';

/** One unit a level from `start` on, with one direction of the data below it where `start` is 1. */
export interface Chain {
  /** Eigenvalue lam of the direction; null for units that no direction of the data reaches. */
  readonly eigenvalue: number | null;
  /** The first and the last level of the chain, counted from 1; `depth` = `start` - 1 where it has none. */
  readonly start: number;
  readonly depth: number;
}

export interface ChainOptimum {
  /** Its share of minus the objective, without 1/2 ln(2 pi s_0). */
  readonly cost: number;
  /** y_l = M_l / D_l of the levels start .. depth: second moment over variance of q, 1 where collapsed. */
  readonly ratios: readonly number[];
  /** E_q [ln q(z_l|z_(l-1)) - ln p(z_l|z_(l+1))] of the same levels, nats. */
  readonly kl: readonly number[];
}

/** A run of levels between two whose ratio is 1, all of its terms equal: its part of twice the cost and its ratios. */
interface Run {
  readonly cost: number;
  readonly ratios: readonly number[];
}

/**
 * The run with free ratios y_(from+1) .. y_(to-1) and y_from = y_to = 1, or null where it has no such optimum. A term
 * `from` = 0 is the data's, lam / (s_0 y_1).
 */
function runOf(levels: HierarchyLevels, eigenvalue: number, from: number, to: number): Run | null {
  const kappa = (level: number): number | null => {
    const variance = level === 0 ? eigenvalue : (levels.encoderVariances[level - 1] as number | 'learned');
    if (variance === 'learned') return null;
    const weight = level === 0 ? 1 : (levels.betas[level - 1] as number);
    return (weight * variance) / (level === 0 ? (levels.decoderVariances[0] as number) : priorVariance(levels, level));
  };
  const indices = Array.from({ length: to - from }, (_, index) => from + index);
  const learned = indices.filter((level) => kappa(level) === null);
  if (learned.length > 1) return null;
  const fixed = indices.flatMap((level) => kappa(level) ?? []);
  const logProduct = fixed.reduce((sum, value) => sum + Math.log(value), 0);
  const only = learned[0];
  const weight = only === undefined ? null : (levels.betas[only - 1] as number);
  const term = weight ?? Math.exp(logProduct / fixed.length);
  const logTerm = weight === null ? logProduct / fixed.length : Math.log(weight);
  // ln y_(l+1) - ln y_l = ln kappa_l - ln T of a fixed term (y_0 = 1); a learned one takes what is left to reach y_to = 1.
  const rest = fixed.length * logTerm - logProduct;
  const ratios: number[] = [];
  let log = 0;
  for (const level of indices.slice(0, -1)) {
    const own = kappa(level);
    log += own === null ? rest : Math.log(own) - logTerm;
    if (!(log >= -1e-12)) return null;
    ratios.push(Math.exp(Math.max(0, log)));
  }
  return { cost: fixed.length * term - (weight ?? 0) * (only === undefined ? 0 : rest), ratios };
}

function priorVariance(levels: HierarchyLevels, level: number): number {
  return levels.decoderVariances[level] ?? 1;
}

/**
 * The least cost of a chain over all linear maps and learned variances. Twice it is
 *
 *     lam / (s_0 y_1) + sum_l beta_l [ln s_l - ln D_l - 1 + M_l / (s_l y_(l+1))],    y_(depth+1) = 1, y_l >= 1,
 *
 * with M_l = v_l y_l where D_l = v_l is fixed and M_l = s_l y_(l+1) where it is learned: convex in ln y. Between two levels
 * at y = 1 all terms of its optimum are equal, so that each run has a closed form and the best cut into runs is a shortest
 * path. Exact; O(L^3). (Hierarchies: Dang et al. 2023, arXiv 2306.05023, for two levels; derived here for any L.)
 *
 * @throws ClosedFormError where the objective is unbounded, or the lists do not fit.
 */
export function chainOptimum(levels: HierarchyLevels, chain: Chain): ChainOptimum {
  checkBounded(levels);
  const { start, depth } = chain;
  const eigenvalue = chain.eigenvalue ?? 0;
  // Nodes are the levels at y = 1: from the data (0) or the first unit to what is above the last unit.
  const first = chain.eigenvalue === null ? start : 0;
  const best: Run[] = [{ cost: 0, ratios: [] }];
  for (let to = first + 1; to <= depth + 1; to++) {
    let least: Run = { cost: Number.POSITIVE_INFINITY, ratios: [] };
    for (let from = first; from < to; from++) {
      const before = best[from - first] as Run;
      const run = runOf(levels, eigenvalue, from, to);
      if (run === null || before.cost + run.cost >= least.cost) continue;
      const pinned = from > first ? [1] : [];
      least = { cost: before.cost + run.cost, ratios: [...before.ratios, ...pinned, ...run.ratios] };
    }
    best.push(least);
  }
  const { cost, ratios } = best[depth + 1 - first] as Run;
  const all = chain.eigenvalue === null && depth >= start ? [1, ...ratios] : ratios;
  let constant = 0;
  const kl = all.map((ratio, index) => {
    const level = start + index;
    const above = all[index + 1] ?? 1;
    const variance = levels.encoderVariances[level - 1] as number | 'learned';
    if (variance === 'learned') return (Math.log(ratio) - Math.log(above)) / 2;
    const own = Math.log(priorVariance(levels, level) / variance) - 1;
    constant += (levels.betas[level - 1] as number) * own;
    return (own + (variance * ratio) / (priorVariance(levels, level) * above)) / 2;
  });
  return { cost: (cost + constant) / 2, ratios: all, kl };
}

/**
 * The ratios y_1 .. y_L of a direction where all variances are fixed and none is at 1: every term equals
 * T = (lam prod_l kappa_l / s_0)^(1 / (L + 1)), kappa_l = beta_l v_l / s_l, and y_l = T^(L-l+1) / prod_(j >= l) kappa_j.
 * Null where a variance is learned or a ratio would fall to 1, where the optimum is another.
 */
export function commonTermRatios(levels: HierarchyLevels, eigenvalue: number): readonly number[] | null {
  checkBounded(levels);
  const run = runOf(levels, eigenvalue, 0, levels.betas.length + 1);
  const learned = levels.encoderVariances.includes('learned');
  return run === null || learned || run.ratios.some((ratio) => ratio <= 1) ? null : run.ratios;
}
