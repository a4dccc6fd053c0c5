import { reductionWeights } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';

/**
 * What was minimised, with its sign turned, in float64 from the ELBO's two parts over the whole data set (E_q ln p(x|z)
 * and KL, nats per data point, of which secondKl is the second level's): ELBO_beta, or minus the loss as written for a batch of `batchSize` such data points.
 */
export function objectiveValue(
  { objective, likelihood, model }: TrialSpecification,
  { dim, batchSize }: { dim: number; batchSize: number },
  { reconstruction, kl, secondKl = 0 }: { reconstruction: number; kl: number; secondKl?: number },
): number {
  const { beta, secondBeta = beta } = objective;
  if (objective.reduction === 'elbo') return reconstruction - beta * (kl - secondKl) - secondBeta * secondKl;
  const { variance } = likelihood;
  const error =
    likelihood.kind === 'gaussian'
      ? -2 * variance * (reconstruction + (dim / 2) * Math.log(2 * Math.PI * variance))
      : -reconstruction;
  const weights = reductionWeights(objective.reduction, { batchSize, dim, latentDim: model.latentDim });
  return -batchSize * (weights.reconstruction * error + objective.beta * weights.kl * kl);
}
