import { z } from 'zod';
import type { Fields } from '../contracts/component.ts';
import { initialization } from '../networks/layer-start.ts';

const count = z.int().min(1);

const secondLevel = z
  .strictObject({
    latentDim: count.describe('of z2, in p(z2) p(z1|z2) p(x|z1)'),
    priorVariance: z.number().positive().default(1).describe('of p(z1|z2) = N(B z2 + b, priorVariance I)'),
    firstVariance: z
      .union([z.number().positive(), z.literal('learned')])
      .default('learned')
      .describe('posterior variance of z1: learned as model.encoder.variance says, or fixed at this number'),
  })
  .optional()
  .describe('a second, linear level of latent variables above the first');

/** The fields of a VAE but for those of its two networks. */
export const vaeFields = {
  latentDim: count,
  second: secondLevel,
  start: z
    .enum(['linear'])
    .optional()
    .describe('linear: networks start as the best linear VAE; left out, they start at random'),
  initialization: initialization
    .optional()
    .describe(
      'how weights start, for models with hidden layers or channels: glorot-uniform where left out; he-normal is that of versions without this field',
    ),
};

/** What an encoder has beside its network. */
export const encoderFields = {
  variance: z
    .enum(['shared', 'amortized'])
    .default('shared')
    .describe('shared: one posterior variance for all x; amortized: an output of the network'),
};

/** A network as a trial has it: which one, where it is not told by its fields, and its own fields. */
export interface NetworkFields extends Fields {
  readonly network?: string | undefined;
}

export interface EncoderFields extends NetworkFields {
  readonly variance: 'shared' | 'amortized';
}

/** The fields of a VAE, every default filled in. */
export interface VaeFields extends Readonly<z.output<z.ZodObject<typeof vaeFields>>> {
  readonly encoder: EncoderFields;
  readonly decoder: NetworkFields;
}
