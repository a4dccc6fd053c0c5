import { z } from 'zod';
import type { OptimizerFields } from './contract.ts';
import { clippingField, rateFields } from './shared-fields.ts';

const schema = z.strictObject({
  // Where no name is written, it is this optimiser.
  name: z.literal('adam').optional().default('adam'),
  ...rateFields,
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  ...clippingField,
});

/** Kingma and Ba (2015), Adam, with the epsilon hat of its section 2. */
export const adamFields = {
  kind: 'adam',
  schema,
  asTensors: ['beta1', 'beta2', 'epsilon'],
  inPack: [],
  sizes: ['epsilon'],
  decays: ['beta1', 'beta2'],
} as const satisfies OptimizerFields<typeof schema>;
