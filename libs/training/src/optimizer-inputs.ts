import type { Inputs } from '@collapse/backend';
import { optimizerOf } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';

/** The name of a parameter's state of the optimiser among the variables of a step. */
export const slotName = (parameter: string, slot: string) => `${parameter}/${slot}`;

/** The name of an update's scalar for the decoder, where it takes fewer steps than the encoder. */
const ofDecoder = (name: string) => `decoder${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What the optimiser of a pack takes in that is the same in every step: its scalars, and `clipNorm` [P] where gradients are clipped. */
export function optimizerConstants(members: readonly TrialSpecification[]): Record<string, tf.Tensor> {
  const [first] = members;
  if (!first) return {};
  const constants = optimizerOf(first.optimizer).constants(first.optimizer);
  const norms = members.flatMap(({ optimizer }) => optimizer.clipNorm ?? []);
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
  { optimizer }: TrialSpecification,
  count: number,
  decoderCount: number | null,
): Record<string, number> {
  const component = optimizerOf(optimizer);
  const scalars = component.ofUpdate(optimizer, count);
  const decoders = decoderCount === null ? {} : component.ofUpdate(optimizer, decoderCount);
  return {
    ...scalars,
    ...Object.fromEntries(Object.entries(decoders).map(([name, value]) => [ofDecoder(name), value])),
  };
}

/** The inputs of the decoder's updates under the names that the optimiser knows. */
export function decoderInputs({ optimizer }: Pick<TrialSpecification, 'optimizer'>, inputs: Inputs): Inputs {
  const names = Object.keys(optimizerOf(optimizer).ofUpdate(optimizer, 1));
  const own = names.flatMap((name) => {
    const input = inputs[ofDecoder(name)];
    return input ? [[name, input] as const] : [];
  });
  return { ...inputs, ...Object.fromEntries(own) };
}
