import type { Backend, Inputs, Variables } from '@collapse/backend';
import { clipByNorm, named, optimizerOf } from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { decoderInputs, slotName } from './optimizer-inputs.ts';

/** The gradient of the loss in one parameter, [P, ...]. */
export interface ParameterGradient {
  readonly name: string;
  readonly gradient: tf.Tensor;
}

export const isOfDecoder = (parameter: string) => parameter.startsWith('decoder.');

/**
 * One update of the parameters whose gradients are given, by the trial's optimiser. Where gradients are clipped it is by the
 * norm of all that are given: in a step of the encoder alone by the encoder's.
 */
export function updateParameters(
  backend: Backend,
  specification: TrialSpecification,
  variables: Variables,
  inputs: Inputs,
  gradients: readonly ParameterGradient[],
): void {
  const optimizer = optimizerOf(specification.optimizer);
  const ofDecoder = decoderInputs(specification, inputs);
  const whole = gradients.map(({ gradient }) => gradient);
  const taken = inputs.clipNorm ? clipByNorm(tf, whole, inputs.clipNorm) : whole;
  for (const [index, { name }] of gradients.entries()) {
    tf.tidy(() =>
      optimizer.apply({
        backend,
        ops: tf,
        own: specification.optimizer,
        variable: named(variables, name),
        slots: Object.fromEntries(optimizer.slots.map((slot) => [slot, named(variables, slotName(name, slot))])),
        inputs: isOfDecoder(name) ? ofDecoder : inputs,
        gradient: taken[index] as tf.Tensor,
      }),
    );
  }
}
