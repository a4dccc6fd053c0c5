import { z } from 'zod';
import { SCHEDULE_NAMES } from './learning-rate-schedules.ts';

/** The fields of the learning rate, which every optimizer has. */
export const rateFields = {
  learningRate: z.number().positive().default(0.001),
  schedule: z
    .enum(SCHEDULE_NAMES)
    .default('constant')
    .describe('how the rate goes from learningRate to learningRate * finalFraction over the steps'),
  finalFraction: z.number().positive().max(1).default(0.001),
};

/** The field of clipping, which every optimizer has. */
export const clippingField = {
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe('a gradient longer than this is shortened to it, all parameters together; left out, none is'),
};

/** What a component says of its own fields, of those that every optimizer has. */
export const SHARED_FIELDS = {
  asTensors: ['learningRate', 'clipNorm'],
  inPack: ['schedule', 'finalFraction'],
  float32: ['learningRate', 'clipNorm'],
} as const;
