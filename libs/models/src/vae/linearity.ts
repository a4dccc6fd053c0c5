import type { Fields } from '../contracts/component.ts';
import type { Networks } from '../contracts/family.ts';
import type { Network } from '../contracts/network.ts';
import { networkKind } from '../networks/network-kind.ts';
import type { VaeFields } from './fields.ts';

/** Of an affine network the widths of its hidden layers, see Network.linearWidths; null of any other, and of one that is not known. */
export function linearWidths(network: Fields, components: Networks): readonly number[] | null {
  return networkNamed(network, components)?.linearWidths(network) ?? null;
}

/**
 * Directions of the data that the codes can carry: latentDim, or the width of the narrowest hidden layer of a deep linear
 * network, whose product has no higher rank.
 */
export function linearWidth(
  { latentDim, encoder, decoder }: Pick<VaeFields, 'latentDim' | 'encoder' | 'decoder'>,
  components: Networks,
): number {
  const widths = [encoder, decoder].flatMap((network) => linearWidths(network, components) ?? []);
  return widths.reduce((least, width) => Math.min(least, width), latentDim);
}

/** Whether a model has hidden layers or convolutions: how such a network starts is a choice, `model.initialization`. */
export function hasNetwork(
  { encoder, decoder }: Pick<VaeFields, 'encoder' | 'decoder'>,
  components: Networks,
): boolean {
  return [encoder, decoder].some((network) => networkNamed(network, components)?.layers(network).length !== 0);
}

/** Levels of latent variables. */
export function levelCount({ second }: Pick<VaeFields, 'second'>): number {
  return second === undefined ? 1 : 2;
}

/** The network of these fields; undefined where nobody knows it, as in a record of a component from outside. */
function networkNamed(network: Fields, { networks }: Networks): Network | undefined {
  const kind = networkKind(network);
  return networks.find((known) => known.kind === kind);
}
