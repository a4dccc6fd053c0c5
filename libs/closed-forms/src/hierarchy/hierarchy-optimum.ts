import { checkFinite } from '../errors/input-checks.ts';
import { ACTIVE_ABOVE } from '../posteriors/collapse.ts';
import { type Chain, type ChainOptimum, chainOptimum } from './chain-optimum.ts';
import { checkBounded, checkWidths, type HierarchyLevels, openLevels } from './hierarchy-levels.ts';

export interface HierarchySettings extends HierarchyLevels {
  /** Of the data covariance (divided by N), shape [d], descending, none below 0. */
  readonly eigenvalues: Float64Array;
  /** Dimensions of z_1 .. z_L. */
  readonly widths: readonly number[];
}

/** The best linear hierarchy, with each bias at its best too. Nats per data point. */
export interface HierarchyOptimum {
  /** E_q ln p(x|z_1) - sum_l beta_l E_q [ln q(z_l|z_(l-1)) - ln p(z_l|z_(l+1))]. */
  readonly objective: number;
  /** The same with every weight 1, at the same model. */
  readonly elbo: number;
  /** E_q [ln q(z_l|z_(l-1)) - ln p(z_l|z_(l+1))] of each level, shape [L]. */
  readonly klByLevel: readonly (number | null)[];
  /**
   * Dimensions of each level whose posterior mean varies by more than 0.01 of the level's prior variance, shape [L]. Above
   * a level that has collapsed such a dimension models noise: it says nothing of x.
   */
  readonly activeByLevel: readonly (number | null)[];
  /** Both are null at levels that the optimum leaves open, which has learned levels of equal weight. */
  readonly open: readonly number[];
  readonly chains: readonly (Chain & ChainOptimum)[];
}

/**
 * Which unit stands on which, by width: those in front reach as far up as there are units. Directions of the data come
 * first, largest eigenvalue first, then units that no direction reaches, lowest first.
 */
export function hierarchyChains(eigenvalues: Float64Array, widths: readonly number[]): readonly Chain[] {
  const top = (rank: number, start: number) => {
    let depth = start - 1;
    while (depth < widths.length && rank < (widths[depth] as number)) depth++;
    return depth;
  };
  const chains: Chain[] = Array.from(eigenvalues, (eigenvalue, rank) => ({
    eigenvalue,
    start: 1,
    depth: top(rank, 1),
  }));
  let below = eigenvalues.length;
  for (const [index, width] of widths.entries()) {
    for (let rank = below; rank < width; rank++) {
      chains.push({ eigenvalue: null, start: index + 1, depth: top(rank, index + 1) });
    }
    below = width;
  }
  return chains;
}

/**
 * The maximum of a linear Markov hierarchy's objective. The directions of the data come apart into chains of one unit a
 * level (`chainOptimum`). Joining two chains end to end never costs, and depth is worth most to the chain with the largest
 * eigenvalue, so the best assignment is by rank (held against every assignment in the tests).
 *
 * @throws ClosedFormError where the objective is unbounded (`unboundedLevels`), or the lists do not fit.
 */
export function hierarchyOptimum(settings: HierarchySettings): HierarchyOptimum {
  const { eigenvalues, widths, betas, decoderVariances, encoderVariances } = settings;
  checkBounded(settings);
  checkFinite('eigenvalues', eigenvalues);
  checkWidths(widths, betas.length);
  const chains = hierarchyChains(eigenvalues, widths).map((chain) => ({ ...chain, ...chainOptimum(settings, chain) }));
  const klByLevel = betas.map((_, index) =>
    chains.reduce((sum, { start, kl }) => sum + (kl[index + 1 - start] ?? 0), 0),
  );
  const activeByLevel = betas.map(
    (_, index) =>
      chains.filter(({ start, ratios }) => {
        const ratio = ratios[index + 1 - start] ?? 1;
        const variance = encoderVariances[index] as number | 'learned';
        const above = ratios[index + 2 - start] ?? 1;
        // (M - D) / s, with D / s = y_(l+1) / y_l where it is learned.
        const own = variance === 'learned' ? above / ratio : variance / (decoderVariances[index + 1] ?? 1);
        return own * (ratio - 1) > ACTIVE_ABOVE;
      }).length,
  );
  const constant = (eigenvalues.length / 2) * Math.log(2 * Math.PI * (decoderVariances[0] as number));
  const objective = -constant - chains.reduce((sum, { cost }) => sum + cost, 0);
  const weighted = klByLevel.reduce((sum, kl, index) => sum + ((betas[index] as number) - 1) * kl, 0);
  const pairs = openLevels(settings);
  const open = betas
    .map((_, index) => index + 1)
    .filter((level) => pairs.some(({ lower, upper }) => level > lower && level <= upper));
  // The KL that one level leaves open is its neighbour's below, too.
  const shared = (level: number) => open.includes(level) || pairs.some(({ lower }) => level === lower);
  return {
    objective,
    elbo: objective + weighted,
    klByLevel: klByLevel.map((kl, index) => (shared(index + 1) ? null : kl)),
    activeByLevel: activeByLevel.map((count, index) => (open.includes(index + 1) ? null : count)),
    open,
    chains,
  };
}
