import { fitsEvery, type Measure } from './measure.ts';

export const logLikelihood: Measure = {
  columns: [
    { name: 'log_likelihood', unit: 'nats', doc: 'log p(x), exact: where the decoder is linear and Gaussian' },
    {
      name: 'posterior_kl',
      unit: 'nats',
      doc: 'KL(q to the true posterior): log_likelihood - elbo, elsewhere log_likelihood_iw - elbo_of_points',
    },
  ],
  fits: fitsEvery,
  take({ logLikelihood, elbo, weighted }) {
    const exact = logLikelihood();
    if (exact !== null) return { log_likelihood: exact, posterior_kl: exact - elbo() };
    const estimate = weighted();
    return { posterior_kl: estimate && estimate.logLikelihood - estimate.elbo };
  },
};
