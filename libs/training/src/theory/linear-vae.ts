import { linearOptimum } from '@collapse/closed-forms';
import type { Reduction } from '@collapse/models';
import { batchSizeOf, type ClosedForm } from './closed-form.ts';

/** The best linear VAE of one level, for the ELBO with beta and for losses as written (Lucas et al. 2019). */
export const linearVae: ClosedForm = {
  name: 'linear VAE',
  fits: ({ objective, levels }) => (objective === 'elbo' || objective === 'written-loss') && levels === 1,
  optimum(trial, facts) {
    const { specification, gaussian, width } = trial;
    const { model, objective } = specification;
    if (!gaussian || (gaussian.learn !== 'fixed' && gaussian.learn !== 'scalar')) {
      return { none: 'no closed form for such a decoder variance' };
    }
    const optimum = linearOptimum({
      eigenvalues: facts.eigenvalues,
      dim: facts.eigenvalues.length,
      latentDim: model.latentDim,
      width,
      beta: objective.beta,
      ...gaussian,
      learn: gaussian.learn,
      reduction: objective.reduction as 'elbo' | Reduction,
      batchSize: batchSizeOf(trial, facts),
    });
    return 'objective' in optimum && !('open' in optimum) ? { ...optimum, secondActive: null } : optimum;
  },
};
