import { z } from 'zod';
import type { OptimizerFields } from './contract.ts';
import { clippingField, rateFields } from './shared-fields.ts';

const schema = z.strictObject({
  name: z.literal('sgd').describe('stochastic gradient descent as torch.optim.SGD'),
  ...rateFields,
  momentum: z.number().min(0).lt(1).default(0),
  nesterov: z.boolean().default(false).describe("Nesterov's momentum, for a momentum above 0"),
  ...clippingField,
});

/** Gradient descent with momentum: Sutskever, Martens, Dahl and Hinton (2013), in the form of torch.optim.SGD. */
export const sgdFields = {
  kind: 'sgd',
  schema,
  asTensors: ['momentum'],
  inPack: [],
  sizes: ['momentum'],
  decays: ['momentum'],
  check({ momentum, nesterov }) {
    if (!nesterov || momentum > 0) return [];
    return [
      {
        field: 'optimizer.nesterov',
        expected: 'false where optimizer.momentum is 0',
        received: 'true',
        remedy: 'Write false, or a momentum above 0.',
      },
    ];
  },
} as const satisfies OptimizerFields<typeof schema>;
