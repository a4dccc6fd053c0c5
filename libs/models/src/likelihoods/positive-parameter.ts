import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Operations } from '../contracts/component.ts';
import type { HeadInputs, HeadShape } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import type { ParameterDefinitions } from '../contracts/parameters.ts';
import { dense, varianceHeadDefinitions } from '../networks/dense-layers.ts';

/** How a positive number of a density is learned: one number, one a dimension, or an output of the decoder's network. */
export const learn = z
  .enum(['fixed', 'scalar', 'per-dimension', 'network'])
  .default('fixed')
  .describe('whether and how it is learned');

export type Learn = z.output<typeof learn>;

/** A positive number of a density, such as a variance or a scale, that is fixed or learned by its logarithm. */
export interface PositiveParameter {
  /** The name of its logarithm, which is its name among the parameters behind `decoder.` and among the heads, such as logScale. */
  readonly name: string;
  readonly learn: Learn;
  /** Its value, or its start. */
  readonly value: number;
  /** Added to a learned one, so that it cannot reach zero. */
  readonly floor: number;
}

/** The name under which a fixed one enters the step, such as fixedLogScale. */
export function fixedName(name: string): string {
  return `fixed${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** One that is learned starts at its value, the floor in it; below the floor at a thousandth of it. */
export function positiveDefinitions(
  { name, learn: how, value, floor }: PositiveParameter,
  { width, dim }: HeadShape,
): ParameterDefinitions {
  if (how === 'fixed') return {};
  const start = Math.log(Math.max(value - floor, value * 1e-3));
  if (how === 'network') return varianceHeadDefinitions(`decoder.${name}`, width, dim, start);
  return { [`decoder.${name}`]: { shape: [1, how === 'scalar' ? 1 : dim], start: { constant: start } } };
}

/** Its logarithm: [P, 1, 1] where it is one number, [P, 1, dim] or [P, B, dim]. */
export function logarithmOf(
  ops: Operations,
  { name, learn: how, floor }: PositiveParameter,
  { parameters, numbers, features }: HeadInputs,
): tf.Tensor {
  if (how === 'fixed') return named(numbers, fixedName(name));
  if (how !== 'network') return withFloor(ops, named(parameters, `decoder.${name}`), floor);
  if (!features) throw new Error(`${name} is an output of the network, which was not run`);
  return withFloor(ops, dense(ops, parameters, `decoder.${name}`, features), floor);
}

function withFloor(ops: Operations, logarithm: tf.Tensor, floor: number): tf.Tensor {
  return floor > 0 ? ops.log(ops.add(ops.exp(logarithm), floor)) : logarithm;
}

/**
 * Why a density has no maximum where dimensions of the data never vary and each has a parameter of its own: there it grows
 * without bound while the parameter does or, of a spread, falls to 0, but for its floor. null where that is not so.
 * @param density of a data point in one such dimension at a spread, nats; left out for a parameter that grows
 */
export function unboundedWhereStill(
  what: string,
  { learn: how, floor }: PositiveParameter,
  count: number,
  density?: (spread: number) => number,
): string | null {
  if (count === 0 || (how !== 'per-dimension' && how !== 'network')) return null;
  const own = how === 'network' ? `a ${what} from the network` : `a ${what} of its own`;
  const never = count === 1 ? '1 pixel never varies' : `${count} pixels never vary`;
  const can = `${never}, and ${own} can ${density ? 'fall to 0' : 'grow for ever'} there`;
  if (!density || floor === 0) return `the ELBO has no maximum: ${can}, where the density grows without bound`;
  const each = density(floor);
  return (
    `but for the ${what} floor the ELBO has no maximum: ${can}; ` +
    `the floor of ${floor} contributes up to ${nats(count * each)} nats (${count} x ${nats(each)})`
  );
}

/** In a text: to 4 digits. */
function nats(value: number): string {
  return String(Number(value.toPrecision(4)));
}
