import { fitsEvery, type Measure } from './measure.ts';

export const elbo: Measure = {
  columns: [
    { name: 'elbo', unit: 'nats', doc: 'E_q log p(x given z) - KL(q to prior), beta = 1' },
    {
      name: 'elbo_se',
      unit: 'nats',
      doc: 'standard error of elbo over posterior samples; 0 where it is exact, empty for one sample a data point',
    },
    { name: 'reconstruction', unit: 'nats', doc: 'the first term of elbo' },
    { name: 'kl', unit: 'nats', doc: 'the second term, of all levels' },
  ],
  fits: fitsEvery,
  take({ terms, elbo }) {
    const { reconstruction, reconstructionError, kl } = terms();
    // The KL of Gaussians is exact: what error there is comes from the first term.
    return { elbo: elbo(), elbo_se: reconstructionError, reconstruction, kl };
  },
};
