import { z } from 'zod';
import type { OptimizerFields } from './contract.ts';
import { clippingField, rateFields } from './shared-fields.ts';

const schema = z.strictObject({
  name: z.literal('rmsprop').describe('as torch.optim.RMSprop, epsilon outside the square root'),
  ...rateFields,
  alpha: z.number().min(0).lt(1).default(0.99).describe('share of the mean square that a step keeps'),
  epsilon: z.number().positive().default(1e-8),
  ...clippingField,
});

/** Tieleman and Hinton (2012), lecture 6.5, in the form of torch.optim.RMSprop without momentum. */
export const rmspropFields = {
  kind: 'rmsprop',
  schema,
  asTensors: ['alpha', 'epsilon'],
  inPack: [],
  sizes: ['epsilon'],
  decays: ['alpha'],
} as const satisfies OptimizerFields<typeof schema>;
