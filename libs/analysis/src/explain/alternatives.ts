import type { Reduction } from '@collapse/closed-forms';
import { type LossSettings, optimumOf } from './loss-optimum.ts';

/** Another loss and what it comes to. */
export interface Alternative {
  /** The one thing that is changed. */
  readonly change: 'beta' | 'variance' | 'reduction';
  readonly reduction: Reduction;
  readonly beta: number;
  readonly variance: number | 'learned';
  readonly impliedBetaVariance: number | null;
  readonly active: number | null;
}

/** Every loss, the ELBO first. */
export const REDUCTIONS: readonly Reduction[] = [
  'elbo',
  'sum-sum',
  'batch-batch',
  'mean-sum',
  'mean-batch',
  'mean-mean',
];
/** How far below the threshold of the k-th direction a proposed beta or variance is. */
const MARGIN = 0.9;

/**
 * One change at a time: the beta and the variance at which all k directions live (where the data have that many), the
 * variance learned, and every other reduction. `dim` of `loss` is the number of eigenvalues.
 */
export function alternativesTo(eigenvalues: Float64Array, loss: LossSettings, rank: number): readonly Alternative[] {
  const last = eigenvalues[Math.min(loss.latentDim, rank) - 1] ?? 0;
  const now = optimumOf(eigenvalues, loss);
  const proposals: (Pick<Alternative, 'change'> & Partial<LossSettings>)[] = [];
  if (last > 0 && loss.beta > 0) {
    const beta = betaForAll(eigenvalues, loss, now, last);
    if (beta !== null) proposals.push({ change: 'beta', beta: MARGIN * beta });
    if (loss.reduction === 'elbo') {
      proposals.push({ change: 'variance', variance: (MARGIN * last) / loss.beta });
      if (loss.variance !== 'learned') proposals.push({ change: 'variance', variance: 'learned' });
    }
  }
  for (const reduction of REDUCTIONS) {
    if (reduction === loss.reduction) continue;
    proposals.push({ change: 'reduction', reduction, variance: 1 });
    if (reduction === 'elbo') proposals.push({ change: 'reduction', reduction, variance: 'learned' });
  }
  return proposals.map(({ change, ...changed }) => {
    const settings = { ...loss, ...changed };
    const optimum = optimumOf(eigenvalues, settings);
    const unique = 'threshold' in optimum ? optimum : null;
    const { reduction, beta, variance } = settings;
    const active = unique?.active ?? null;
    return { change, reduction, beta, variance, impliedBetaVariance: unique?.threshold ?? null, active };
  });
}

/** Below this beta all k directions live; null where the variance is learned and any beta does. */
function betaForAll(
  eigenvalues: Float64Array,
  { variance, latentDim, dim, beta }: LossSettings,
  now: ReturnType<typeof optimumOf>,
  last: number,
): number | null {
  if (variance !== 'learned') return 'threshold' in now ? (last / now.threshold) * beta : null;
  const discarded = eigenvalues.subarray(latentDim).reduce((sum, value) => sum + value, 0);
  if (!('threshold' in now)) return null;
  // beta s2 < lambda_k with s2 = discarded / (d - k beta).
  return (dim * last) / (discarded + latentDim * last);
}
