import { linearVaeLogLikelihood } from '@collapse/closed-forms';
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
  take({ decoder, explained, elbo, weighted }) {
    const [linear, moments] = [decoder(), explained()?.moments];
    if (linear && moments) {
      const exact = linearVaeLogLikelihood(linear, moments);
      return { log_likelihood: exact, posterior_kl: exact - elbo() };
    }
    const estimate = weighted();
    return { posterior_kl: estimate && estimate.logLikelihood - estimate.elbo };
  },
};
