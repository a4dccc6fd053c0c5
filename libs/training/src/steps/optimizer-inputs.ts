import type { Inputs } from '@collapse/backend';
import type { BoundOptimizer } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import type { TrialModel } from '../trial-model.ts';

/** The name of a parameter's state of the optimizer among the variables of a step. */
export const slotName = (parameter: string, slot: string) => `${parameter}/${slot}`;

/** The name of an update's scalar for the decoder, where it takes fewer steps than the encoder. */
const ofDecoder = (name: string) => `decoder${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What the optimizer of a pack takes in that is the same in every step: its scalars, and `clipNorm` [P] where gradients are clipped. */
export function optimizerConstants(members: readonly TrialModel[]): Record<string, tf.Tensor> {
  const constants = members[0]?.optimizer.constants ?? {};
  const norms = members.flatMap(({ specification }) => specification.optimizer.clipNorm ?? []);
  return {
    ...Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, tf.scalar(value)])),
    ...(norms.length === 0 ? {} : { clipNorm: tf.tensor1d(norms) }),
  };
}

/**
 * The scalars of one step by the name of their input.
 * @param decoderCount updates of the decoder where it takes fewer steps than the encoder, else null
 */
export function updateScalars(
  optimizer: BoundOptimizer,
  count: number,
  decoderCount: number | null,
): Record<string, number> {
  const decoders = decoderCount === null ? {} : optimizer.ofUpdate(decoderCount);
  return {
    ...optimizer.ofUpdate(count),
    ...Object.fromEntries(Object.entries(decoders).map(([name, value]) => [ofDecoder(name), value])),
  };
}

/** The inputs of the decoder's updates under the names that the optimizer knows. */
export function decoderInputs(optimizer: BoundOptimizer, inputs: Inputs): Inputs {
  const own = Object.keys(optimizer.ofUpdate(1)).flatMap((name) => {
    const input = inputs[ofDecoder(name)];
    return input ? [[name, input] as const] : [];
  });
  return { ...inputs, ...Object.fromEntries(own) };
}
