import { ClosedFormError } from '../errors/closed-form-error.ts';
import type { NoOptimum } from '../linear-vae/no-optimum.ts';

/** Weights of the parts of the mean KL = I(x; z) + total correlation + sum of dimension-wise KL (Chen et al. 2018). */
export interface DecomposedWeights {
  readonly mutualInformation: number;
  readonly totalCorrelation: number;
  readonly dimensionwiseKl: number;
}

/** InfoVAE: (1 - informationWeight) KL + (informationWeight + aggregateWeight - 1) divergence of q(z) from p(z). */
export interface InfoVaeWeights {
  readonly informationWeight: number;
  readonly aggregateWeight: number;
}

/**
 * The weight that stands for beta at the optimum of a linear VAE on Gaussian data: that of I(x; z), whatever the weights of
 * the other parts, which are 0 there. A direction is in use where its eigenvalue is above that weight times s2. For
 * beta-TC-VAE (Chen et al. 2018, arXiv 1802.04942) and InfoVAE (Zhao et al. 2017, arXiv 1706.02262; any divergence that is 0
 * where q(z) = p(z)). On other data the total correlation need not be 0.
 *
 * @throws ClosedFormError where a weight is below 0 and the objective so rewards what it should charge.
 */
export function informationWeight(weights: DecomposedWeights | InfoVaeWeights): number | NoOptimum {
  if ('mutualInformation' in weights) {
    for (const [field, value] of Object.entries(weights)) checkWeight(field, value);
    return weights.mutualInformation > 0 ? weights.mutualInformation : NOT_ATTAINED;
  }
  const { informationWeight: alpha, aggregateWeight } = weights;
  checkWeight('1 - informationWeight', 1 - alpha);
  checkWeight('informationWeight + aggregateWeight - 1', alpha + aggregateWeight - 1);
  return alpha < 1 ? 1 - alpha : NOT_ATTAINED;
}

const NOT_ATTAINED: NoOptimum = {
  none: 'nothing charges the information: the supremum is the PCA autoencoder, with every dimension in use and a KL without bound',
};

function checkWeight(field: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new ClosedFormError({
    field,
    expected: 'a finite number of at least 0',
    received: String(value),
    remedy: 'Below 0 the objective is not bounded: raise the weight.',
  });
}
