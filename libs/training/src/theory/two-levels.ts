import { twoLevelOptimum } from '@collapse/closed-forms';
import type { ClosedForm } from './closed-form.ts';

/** The best linear VAE of two levels (Dang et al. 2023, theorem 2). */
export const twoLevels: ClosedForm = {
  name: 'linear VAE of two levels',
  fits: ({ objective, second }) => objective === 'elbo' && second !== null,
  optimum({ specification, gaussian, width, second }, { eigenvalues }) {
    const { model, objective } = specification;
    if (!second) return { none: 'no second level' };
    if (gaussian?.learn !== 'fixed') {
      return { none: 'no closed form for two levels with a learned decoder variance' };
    }
    const { latentDim, priorVariance, firstVariance } = second;
    return twoLevelOptimum({
      eigenvalues,
      latentDim: model.latentDim,
      secondLatentDim: latentDim,
      beta: objective.beta,
      secondBeta: objective.secondBeta ?? objective.beta,
      variance: gaussian.variance,
      priorVariance,
      firstVariance,
      width,
    });
  },
};
