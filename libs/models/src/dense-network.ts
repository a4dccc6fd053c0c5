import type { Activation } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { named } from './named.ts';
import type { ParameterDefinition, Parameters } from './parameters.ts';

export const ACTIVATIONS: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  identity: (x) => x,
};

/** One affine layer in x [P, B, in], giving [P, B, out]. */
export function dense(parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x, named(parameters, `${name}.weights`)), named(parameters, `${name}.biases`));
}

/**
 * The hidden layers `${name}.0`, `${name}.1`, ...; x [P, B, in] gives [P, B, last width]. A condition [P, B, c] enters the
 * first of them by weights of its own.
 */
export function hiddenLayers(
  parameters: Parameters,
  name: string,
  widths: readonly number[],
  activation: Activation,
  x: tf.Tensor,
  condition: tf.Tensor | null = null,
): tf.Tensor {
  return widths.reduce<tf.Tensor>((hidden, _, layer) => {
    const affine = dense(parameters, `${name}.${layer}`, hidden);
    return ACTIVATIONS[activation](layer === 0 ? withCondition(parameters, name, affine, condition) : affine);
  }, x);
}

/** The output of a network's first layer with what the condition adds to it. */
export function withCondition(
  parameters: Parameters,
  name: string,
  firstLayer: tf.Tensor,
  condition: tf.Tensor | null,
): tf.Tensor {
  return condition
    ? tf.add(firstLayer, tf.matMul(condition, named(parameters, `${name}.condition.weights`)))
    : firstLayer;
}

export function conditionDefinitions(
  name: string,
  conditionDim: number,
  firstWidth: number,
): Record<string, ParameterDefinition> {
  if (conditionDim === 0) return {};
  const start = { normal: Math.sqrt(1 / conditionDim) };
  return { [`${name}.condition.weights`]: { shape: [conditionDim, firstWidth], start } };
}

/**
 * A layer that starts with weights N(0, gain / in) and biases at a constant. Gain 2 keeps the variance of a relu layer's
 * output (He et al. 2015), gain 1 that of a linear one.
 */
export function denseDefinitions(
  name: string,
  widthIn: number,
  widthOut: number,
  gain = 1,
  bias = 0,
): Record<string, ParameterDefinition> {
  return {
    [`${name}.weights`]: { shape: [widthIn, widthOut], start: { normal: Math.sqrt(gain / widthIn) } },
    [`${name}.biases`]: { shape: [1, widthOut], start: { constant: bias } },
  };
}

/** Definitions of the hidden layers, and the width that comes out of the last one. */
export function hiddenDefinitions(
  name: string,
  widthIn: number,
  widths: readonly number[],
  activation: Activation,
): { definitions: Record<string, ParameterDefinition>; width: number } {
  const gain = activation === 'relu' ? 2 : 1;
  const definitions: Record<string, ParameterDefinition> = {};
  let width = widthIn;
  for (const [layer, next] of widths.entries()) {
    Object.assign(definitions, denseDefinitions(`${name}.${layer}`, width, next, gain));
    width = next;
  }
  return { definitions, width };
}
