import { objectiveValue } from '../objective-value.ts';
import { fitsEvery, type Measure } from './measure.ts';

export const objective: Measure = {
  columns: [
    {
      name: 'objective',
      unit: 'nats; for a loss as written, that loss',
      doc: 'what training maximized: the ELBO with beta, or minus the loss in the reduction asked for',
    },
  ],
  fits: fitsEvery,
  take({ specification, data, batchSize, terms }) {
    const { reconstruction, kl, second } = terms();
    const size = { dim: data.dataset.dim, batchSize };
    return { objective: objectiveValue(specification, size, { reconstruction, kl, secondKl: second?.second ?? 0 }) };
  },
};
