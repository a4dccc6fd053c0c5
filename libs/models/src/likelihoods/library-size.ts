import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Operations } from '../contracts/component.ts';

/** How much of a count is due to how much was counted of its data point at all, as reads of a cell. */
export const librarySize = z
  .enum(['none', 'observed'])
  .default('none')
  .describe("observed: rates are relative to the data point's own mean count, exp(location) times it");

export type LibrarySize = z.output<typeof librarySize>;

/** Of a data point without any count, whose rates are 0. */
const EMPTY = 1e-30;

/**
 * The logarithm of a count's rate, [..., dim]. Observed: location + ln(total / dim) for a data point's total count.
 *
 * scVI (Lopez et al. 2018) multiplies the total with a softmax over the dimensions instead. Both start at the same rates, and for
 * a Poisson decoder that fits each dimension on its own both have the same maximum. Here each dimension keeps a density of
 * its own given the total, and the location its meaning: the logarithm of a rate.
 */
export function logRate(ops: Operations, x: tf.Tensor, location: tf.Tensor, size: LibrarySize): tf.Tensor {
  if (size === 'none') return location;
  return ops.add(location, ops.log(ops.maximum(ops.mean(x, -1, true), EMPTY)));
}

/** What an encoder sees of counts, which range over decades. */
export function logOfCounts(ops: Operations, x: tf.Tensor): tf.Tensor {
  return ops.log(ops.add(x, 1));
}
