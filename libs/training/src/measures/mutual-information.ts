import { statelessNormal } from '@collapse/backend';
import { marginalKl } from '@collapse/closed-forms';
import { seedStream } from '@collapse/trials';
import type { Measure } from './measure.ts';

/** The two parts of the KL, with q(z) over the whole training set: of a minibatch of B points the first is at most ln B. */
export const mutualInformation: Measure = {
  columns: [
    { name: 'mutual_information', unit: 'nats', doc: 'I(x; z) under q: KL less marginal KL by the same samples' },
    { name: 'marginal_kl', unit: 'nats', doc: 'KL(q(z) to prior), q(z) the mean of q(z given x) over the data' },
  ],
  // The prior of the first of two levels is not N(0, I).
  fits: ({ specification, model }) => specification.evaluation.marginalSamples !== undefined && model.levelCount === 1,
  take({ specification, evaluated }) {
    const samples = specification.evaluation.marginalSamples ?? 0;
    const { latentDim } = specification.model;
    const [low, high] = seedStream(specification.seed, 'marginal');
    const parts = marginalKl(evaluated().outputs, (point) =>
      statelessNormal(samples * latentDim, [low, (high + point) | 0]),
    );
    return { mutual_information: parts.mutualInformation, marginal_kl: parts.marginalKl };
  },
};
