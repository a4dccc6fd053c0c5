import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import type { BoundLikelihood, Decoded, HeadInputs } from '../contracts/likelihood.ts';
import type { HiddenPart, OutputPart } from '../contracts/network.ts';
import type { ParameterDefinition, Parameters } from '../contracts/parameters.ts';
import { conditionDefinitions, dense, denseDefinitions, withCondition } from '../networks/dense-layers.ts';
import type { Initialization } from '../networks/layer-start.ts';

/** What a decoder is made of. */
export interface DecoderDesign {
  readonly network: HiddenPart;
  /** null where a dense layer gives the location. */
  readonly output: OutputPart | null;
  readonly likelihood: BoundLikelihood;
  readonly dim: number;
  readonly conditionDim: number;
  readonly initialization: Initialization | undefined;
}

/** p(x|z) for z [P, B, latentDim], given a condition [P, B, c] where the model has one. */
export function decode(
  ops: Operations,
  design: DecoderDesign,
  parameters: Parameters,
  z: tf.Tensor,
  numbers: HeadInputs['numbers'],
  condition: tf.Tensor | null,
): Decoded {
  const features = design.network.run(ops, parameters, z, condition);
  const location = locationOf(ops, design, parameters, features, condition);
  return { location, ...design.likelihood.heads({ parameters, numbers, features }) };
}

function locationOf(
  ops: Operations,
  { network, output }: DecoderDesign,
  parameters: Parameters,
  features: tf.Tensor,
  condition: tf.Tensor | null,
): tf.Tensor {
  if (output) return output.run(ops, parameters, features);
  const location = dense(ops, parameters, 'decoder.location', features);
  return network.firstWidth === null ? withCondition(ops, parameters, 'decoder', location, condition) : location;
}

export function decoderDefinitions({
  network: { definitions, width, firstWidth },
  output,
  likelihood,
  dim,
  conditionDim,
  initialization,
}: DecoderDesign): Record<string, ParameterDefinition> {
  return {
    ...definitions,
    ...(output ? output.definitions : denseDefinitions('decoder.location', width, dim, { initialization })),
    ...likelihood.parameters({ width, dim }),
    ...conditionDefinitions('decoder', conditionDim, firstWidth ?? dim, initialization),
  };
}
