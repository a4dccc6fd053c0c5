import { z } from 'zod';
import type { Start } from '../contracts/parameters.ts';

/** How the weights of networks start, see layerStart. */
export const initialization = z.enum(['glorot-uniform', 'he-normal', 'pytorch']);

export type Initialization = z.output<typeof initialization>;

/** What a layer's start depends on. */
export interface Fans {
  /** Inputs of one output, and outputs of one input; of a convolution the channels times the values of its kernel. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Variance of the weights where they start he-normal: 2 / inputs behind a relu keeps the variance, 1 / inputs of a linear layer. */
  readonly heVariance: number;
}

/**
 * How the weights and biases of a layer start: uniform within sqrt(6 / (fanIn + fanOut)) and zero (Glorot & Bengio 2010,
 * equation 16); normal and zero (He et al. 2015, equation 10); or as PyTorch's layers do, both uniform within
 * 1 / sqrt(fanIn). Linear models start he-normal, with a gain of 1.
 */
export function layerStart(
  initialization: Initialization | undefined,
  { fanIn, fanOut, heVariance }: Fans,
): { readonly weights: Start; readonly biases: Start } {
  switch (initialization) {
    case 'glorot-uniform':
      return { weights: { uniform: Math.sqrt(6 / (fanIn + fanOut)) }, biases: { constant: 0 } };
    case 'pytorch':
      return { weights: { uniform: 1 / Math.sqrt(fanIn) }, biases: { uniform: 1 / Math.sqrt(fanIn) } };
    default:
      return { weights: { normal: Math.sqrt(heVariance) }, biases: { constant: 0 } };
  }
}
