import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import { named } from '../contracts/named.ts';
import type { ParameterDefinition, Parameters } from '../contracts/parameters.ts';
import { type Activation, activate } from './activation.ts';
import { type Initialization, layerStart } from './layer-start.ts';

/** One affine layer in x [P, B, in], giving [P, B, out]. */
export function dense(ops: Operations, parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return ops.add(ops.matMul(x, named(parameters, `${name}.weights`)), named(parameters, `${name}.biases`));
}

/**
 * The hidden layers `${name}.0`, `${name}.1`, ...; x [P, B, in] gives [P, B, last width]. A condition [P, B, c] enters the
 * first of them by weights of its own.
 */
export function hiddenLayers(
  ops: Operations,
  parameters: Parameters,
  name: string,
  widths: readonly number[],
  activation: Activation,
  x: tf.Tensor,
  condition: tf.Tensor | null = null,
): tf.Tensor {
  return widths.reduce<tf.Tensor>((hidden, _, layer) => {
    const affine = dense(ops, parameters, `${name}.${layer}`, hidden);
    return activate(ops, activation, layer === 0 ? withCondition(ops, parameters, name, affine, condition) : affine);
  }, x);
}

/** The output of a network's first layer with what the condition adds to it. */
export function withCondition(
  ops: Operations,
  parameters: Parameters,
  name: string,
  firstLayer: tf.Tensor,
  condition: tf.Tensor | null,
): tf.Tensor {
  return condition
    ? ops.add(firstLayer, ops.matMul(condition, named(parameters, `${name}.condition.weights`)))
    : firstLayer;
}

/** A condition's weights start as those of a layer of its own. */
export function conditionDefinitions(
  name: string,
  conditionDim: number,
  firstWidth: number,
  initialization?: Initialization,
): Record<string, ParameterDefinition> {
  if (conditionDim === 0) return {};
  const fans = { fanIn: conditionDim, fanOut: firstWidth, heVariance: 1 / conditionDim };
  const start = layerStart(initialization, fans).weights;
  return { [`${name}.condition.weights`]: { shape: [conditionDim, firstWidth], start } };
}

/** A layer with the weights and biases that `initialization` starts it with; `activation` is what comes behind it. */
export function denseDefinitions(
  name: string,
  widthIn: number,
  widthOut: number,
  { activation = 'identity', initialization }: LayerOptions = {},
): Record<string, ParameterDefinition> {
  const start = layerStart(initialization, {
    fanIn: widthIn,
    fanOut: widthOut,
    heVariance: heGain(activation) / widthIn,
  });
  return {
    [`${name}.weights`]: { shape: [widthIn, widthOut], start: start.weights },
    [`${name}.biases`]: { shape: [1, widthOut], start: start.biases },
  };
}

export interface LayerOptions {
  readonly activation?: Activation;
  /** He-normal where it is left out. */
  readonly initialization?: Initialization | undefined;
}

/** The weights' variance times the number of inputs that keeps the variance of what goes through (He et al. 2015). */
export function heGain(activation: Activation): number {
  return activation === 'relu' ? 2 : 1;
}

/** The output layer of a variance: nearly `bias` for every input at first, whatever the initialization of the others. */
export function varianceHeadDefinitions(
  name: string,
  widthIn: number,
  widthOut: number,
  bias: number,
): Record<string, ParameterDefinition> {
  return {
    [`${name}.weights`]: { shape: [widthIn, widthOut], start: { normal: Math.sqrt(0.01 / widthIn) } },
    [`${name}.biases`]: { shape: [1, widthOut], start: { constant: bias } },
  };
}

/** Definitions of the hidden layers, and the width that comes out of the last one. */
export function hiddenDefinitions(
  name: string,
  widthIn: number,
  widths: readonly number[],
  options: LayerOptions,
): { definitions: Record<string, ParameterDefinition>; width: number } {
  const definitions: Record<string, ParameterDefinition> = {};
  let width = widthIn;
  for (const [layer, next] of widths.entries()) {
    Object.assign(definitions, denseDefinitions(`${name}.${layer}`, width, next, options));
    width = next;
  }
  return { definitions, width };
}
