import { z } from 'zod';
import { defineObjective, weightedKl } from '../contracts/objective.ts';

/** The only reduction of an objective that is in nats per data point by itself. */
export const elboReduction = z.literal('elbo').default('elbo');

export const elbo = defineObjective({
  kind: 'elbo',
  summary: 'E_q ln p(x|z) - beta KL(q to prior), nats per data point (Higgins et al. 2017)',
  fields: { reduction: elboReduction },
  value(ops, terms) {
    const reconstruction = terms.meanReconstruction();
    return ops.sub(reconstruction, weightedKl(ops, terms.levels));
  },
  measured: ({ reconstruction, levels }) =>
    levels.reduce((value, { weight, kl }) => value - weight * kl, reconstruction),
});
