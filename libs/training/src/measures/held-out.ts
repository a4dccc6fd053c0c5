import { logLikelihoodOfValues } from '@collapse/closed-forms';
import { explainedTestValues } from '../data/explained-data.ts';
import { klOf } from './elbo-terms.ts';
import { fitsEvery, type Measure } from './measure.ts';

export const heldOut: Measure = {
  columns: [
    { name: 'test_elbo', unit: 'nats', doc: 'elbo on held-out data' },
    { name: 'test_kl', unit: 'nats', doc: 'kl on held-out data' },
    { name: 'test_log_likelihood', unit: 'nats', doc: 'log_likelihood on held-out data, where that is exact' },
  ],
  fits: fitsEvery,
  take({ trial, model, data, decoder, heldOut }) {
    const evaluated = heldOut();
    if (!evaluated) return {};
    const kl = klOf(trial, model.arrays, evaluated.outputs);
    const linear = decoder();
    const test = linear && explainedTestValues(trial, data.dataset, model.arrays);
    return {
      test_elbo: evaluated.reconstruction - kl,
      test_kl: kl,
      test_log_likelihood: linear && test && logLikelihoodOfValues(linear, test.values, test.count),
    };
  },
};
