import type { ModelSpecification } from './specification.ts';

/** A network's layers, as an encoder and a decoder both name them. */
export interface NetworkShape {
  readonly hidden: readonly number[];
  readonly activation: string;
  readonly channels?: readonly number[] | undefined;
}

/** Whether a network is an affine map of its input: no convolutions, and no hidden layers or only those of a deep linear net. */
export function isLinearNetwork({ hidden, activation, channels }: NetworkShape): boolean {
  return channels === undefined && (hidden.length === 0 || activation === 'identity');
}

/**
 * Directions of the data that the codes can carry: latentDim, or the width of the narrowest hidden layer of a deep linear
 * network, whose product has no higher rank.
 */
export function linearWidth({ latentDim, encoder, decoder }: ModelSpecification): number {
  const widths = [encoder, decoder].filter(isLinearNetwork).flatMap(({ hidden }) => hidden);
  return widths.reduce((least, width) => Math.min(least, width), latentDim);
}
