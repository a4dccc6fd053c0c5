import { z } from 'zod';
import { SCHEDULE_NAMES } from './learning-rate-schedules.ts';

/** The fields of the learning rate, which every optimiser has. */
export const rateFields = {
  learningRate: z.number().positive().default(0.001),
  schedule: z
    .enum(SCHEDULE_NAMES)
    .default('constant')
    .describe('how the rate goes from learningRate to learningRate * finalFraction over the steps'),
  finalFraction: z.number().positive().max(1).default(0.001),
};

/** The field of clipping, which every optimiser has. */
export const clippingField = {
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe('a gradient longer than this is shortened to it, all parameters together; left out, none is'),
};

/** What OptimizerFields says of an optimiser's own fields, of those that all have. */
export const SHARED_FIELDS = {
  asTensors: ['learningRate', 'schedule', 'finalFraction', 'clipNorm'],
  inPack: ['learningRate', 'clipNorm'],
  sizes: ['learningRate', 'clipNorm'],
} as const;
