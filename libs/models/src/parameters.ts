import type * as tf from '@tensorflow/tfjs-core';

/**
 * The trainable tensors of a pack of models of one shape, by name. Every one has a leading pack axis P (P = 1 for a
 * model alone), so that many small models train as one: weights [P, in, out], biases [P, 1, out].
 */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/** How one model's parameter starts; shapes without the pack axis. */
export interface ParameterDefinition {
  readonly shape: readonly number[];
  /** Standard deviation of the normal draws it starts from, or the constant it starts at. */
  readonly start: { readonly normal: number } | { readonly constant: number };
}

export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;
