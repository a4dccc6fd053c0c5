import { klOf } from './elbo-terms.ts';
import { fitsEvery, type Measure } from './measure.ts';

export const heldOut: Measure = {
  columns: [
    { name: 'test_elbo', unit: 'nats', doc: 'elbo on held-out data' },
    { name: 'test_kl', unit: 'nats', doc: 'kl on held-out data' },
  ],
  fits: fitsEvery,
  take({ specification, model, heldOut }) {
    const evaluated = heldOut();
    if (!evaluated) return {};
    const kl = klOf(specification, model.arrays, evaluated.outputs);
    return { test_elbo: evaluated.reconstruction - kl, test_kl: kl };
  },
};
