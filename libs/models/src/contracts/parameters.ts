import type * as tf from '@tensorflow/tfjs-core';

/**
 * The trainable tensors of a pack of models of one shape, by name. Every one has a leading pack axis P (P = 1 for a
 * model alone), so that many small models train as one: weights [P, in, out], biases [P, 1, out].
 */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/**
 * How a parameter's values start: independent draws from N(0, normal^2), or uniform in [-uniform, uniform), or all at a
 * constant.
 */
export type Start = { readonly normal: number } | { readonly uniform: number } | { readonly constant: number };

/** How one model's parameter starts; shapes without the pack axis. */
export interface ParameterDefinition {
  readonly shape: readonly number[];
  readonly start: Start;
}

export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;
