import type { Backend, Inputs, Variables } from '@collapse/backend';
import { clipByNorm, named } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import type { TrialModel } from '../trial-model.ts';
import { decoderInputs, slotName } from './optimizer-inputs.ts';

/** The gradient of the loss in one parameter, [P, ...]. */
export interface ParameterGradient {
  readonly name: string;
  readonly gradient: tf.Tensor;
}

/**
 * One update of the parameters whose gradients are given, by the trial's optimizer. Where gradients are clipped it is by the
 * norm of all that are given: in a step of the encoder alone by the encoder's.
 */
export function updateParameters(
  backend: Backend,
  { optimizer, model }: Pick<TrialModel, 'optimizer' | 'model'>,
  variables: Variables,
  inputs: Inputs,
  gradients: readonly ParameterGradient[],
): void {
  const ofDecoder = decoderInputs(optimizer, inputs);
  const whole = gradients.map(({ gradient }) => gradient);
  const taken = inputs.clipNorm ? clipByNorm(tf, whole, inputs.clipNorm) : whole;
  for (const [index, { name }] of gradients.entries()) {
    tf.tidy(() =>
      optimizer.apply({
        backend,
        variable: named(variables, name),
        slots: Object.fromEntries(optimizer.slots.map((slot) => [slot, named(variables, slotName(name, slot))])),
        inputs: model.isOfEncoder(name) ? inputs : ofDecoder,
        gradient: taken[index] as tf.Tensor,
      }),
    );
  }
}
