import type { Measure } from './measure.ts';

export const importanceWeighted: Measure = {
  columns: [
    { name: 'log_likelihood_iw', unit: 'nats', doc: 'importance-weighted estimate of log p(x) over the first points' },
    {
      name: 'log_likelihood_iw_se',
      unit: 'nats',
      doc: 'its standard error as an estimate for the whole training set, over points and samples',
    },
    { name: 'log_likelihood_iw_samples', unit: 'count', doc: 'posterior samples a data point in that estimate' },
    {
      name: 'iw_effective_samples',
      unit: 'count',
      doc: 'least over the points of (sum w)^2 / sum w^2, w the importance weights',
    },
  ],
  fits: ({ specification }) => specification.evaluation.importanceSamples > 0,
  take({ weighted, specification }) {
    const estimate = weighted();
    if (!estimate) return {};
    return {
      log_likelihood_iw: estimate.logLikelihood,
      log_likelihood_iw_se: estimate.standardError,
      log_likelihood_iw_samples: specification.evaluation.importanceSamples,
      iw_effective_samples: estimate.effectiveSamples,
    };
  },
};

export const naiveMonteCarlo: Measure = {
  columns: [
    { name: 'log_likelihood_mc', unit: 'nats', doc: 'naive Monte Carlo estimate of log p(x) over the same points' },
    {
      name: 'log_likelihood_mc_se',
      unit: 'nats',
      doc: 'its standard error as an estimate for the whole training set, over points and samples',
    },
    { name: 'log_likelihood_mc_samples', unit: 'count', doc: 'prior samples in that estimate' },
  ],
  fits: ({ specification }) => specification.evaluation.priorSamples !== undefined,
  take({ naive, specification }) {
    const estimate = naive();
    if (!estimate) return {};
    return {
      log_likelihood_mc: estimate.logLikelihood,
      log_likelihood_mc_se: estimate.standardError,
      log_likelihood_mc_samples: specification.evaluation.priorSamples ?? null,
    };
  },
};
