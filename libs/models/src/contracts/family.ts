import type { z } from 'zod';
import type { Component, ComponentIssue, FieldShape, Fields, Operations, TrialFacts } from './component.ts';
import type { BoundLikelihood } from './likelihood.ts';
import type { DataSizes, Model } from './model.ts';
import type { Network } from './network.ts';

/** What models can be built of. */
export interface Networks {
  readonly networks: readonly Network[];
}

/** What of a model is an affine map: what closed forms ask of it. */
export interface Linearity {
  /** Widths of the hidden layers of an affine encoder or decoder, see Network.linearWidths; null of any other. */
  readonly encoder: readonly number[] | null;
  readonly decoder: readonly number[] | null;
  /** Directions of the data that the codes can carry. */
  readonly width: number;
}

/**
 * A kind of latent variable model with a Gaussian posterior q(z|x) and a decoder; `model.family` is its kind, the one of a VAE
 * is not written. Fields of a model must hold `latentDim`. A new one is a file and a line in families/index.ts, or a file
 * beside a grid.
 */
export interface ModelFamily extends Pick<Component, 'kind' | 'summary'> {
  /** @param network the fields of a network, and further ones beside them */
  fields(network: (beside: FieldShape) => z.ZodType): FieldShape;
  /** The fields with what is not written filled in where it depends on others. */
  resolve?(own: Fields, components: Networks): Fields;
  /** The networks in it, as their fields. */
  networks?(own: Fields): readonly Fields[];
  levels(own: Fields): number;
  linearity(own: Fields, components: Networks): Linearity;
  /** The fields with null for what training takes no notice of beside the others. */
  withoutIdle?(own: Fields, components: Networks): Fields;
  /** Numbers that float32 has to hold, by dotted path. */
  float32?(own: Fields): readonly (readonly [field: string, value: unknown])[];
  /** Multiplications of one data point through encoder and decoder, roughly. */
  cost(own: Fields, components: Networks, dim: number): { readonly encoding: number; readonly decoding: number };
  check?(own: Fields, trial: TrialFacts): readonly ComponentIssue[];
  open(ops: Operations, components: Networks, own: Fields, likelihood: BoundLikelihood, sizes: DataSizes): Model;
}
