import type * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../vae/encoder.ts';
import type { VaeFields } from '../vae/fields.ts';
import type { Operations } from './component.ts';
import type { BoundLikelihood, Decoded, HeadInputs } from './likelihood.ts';
import type { LevelTerms } from './objective.ts';
import type { ParameterDefinitions, Parameters } from './parameters.ts';

/** Sizes of the data that a model is of. */
export interface DataSizes {
  readonly dim: number;
  /** Numbers that each data point is modelled given; 0 where there are none. */
  readonly conditionDim: number;
}

/** What a level's KL is weighed by in a step, [P]. */
export interface LevelWeights {
  readonly beta: tf.Tensor;
  /** Of the second level; beta where it is left out. */
  readonly secondBeta?: tf.Tensor | undefined;
}

/** A model with its fields and likelihood, for data of certain sizes: what it computes, on any parameters of its shape. */
export interface Model extends DataSizes {
  readonly ops: Operations;
  readonly fields: VaeFields;
  readonly latentDim: number;
  readonly likelihood: BoundLikelihood;
  /** All that is trained, encoder first. */
  readonly parameters: ParameterDefinitions;
  /** Whether a parameter is the encoder's, which may take more steps than the decoder. */
  isOfEncoder(name: string): boolean;
  /** Widths of the hidden layers of a network that is affine, see Network.linearWidths; null of any other. */
  readonly encoderWidths: readonly number[] | null;
  readonly decoderWidths: readonly number[] | null;
  /** Whether the encoder is affine with one learned posterior variance for all x, and that is the whole latent model. */
  readonly hasLinearEncoder: boolean;
  /** Whether both are one layer each, so that training needs the covariance of the data alone. */
  readonly isOneLayer: boolean;
  /** Whether the posterior variance is the same for all x, [P, 1, latentDim]. */
  readonly hasSharedVariance: boolean;
  readonly levelCount: number;
  /** Of the first level's codes, given those above: its variance, and whether their axes are free to rotate. */
  readonly codePrior: { readonly variance: number; readonly isRotatable: boolean };
  /** q(z|x) for what the encoder sees of x. */
  encode(parameters: Parameters, input: tf.Tensor, condition?: tf.Tensor | null): Posterior;
  decode(parameters: Parameters, z: tf.Tensor, numbers: HeadInputs['numbers'], condition?: tf.Tensor | null): Decoded;
  /** The levels of latent variables, from the data upwards, for a posterior of the first. */
  levels(parameters: Parameters, posterior: Posterior, weights: LevelWeights): readonly LevelTerms[];
  /** Codes of the first level from the prior, [P, B, latentDim], by standard normals [P, B, width] of independent streams. */
  priorCodes(parameters: Parameters, normals: (width: number, stream: number) => tf.Tensor): tf.Tensor;
  /** The same model with another likelihood. */
  withLikelihood(likelihood: BoundLikelihood): Model;
  /**
   * A deep linear decoder as the one layer that its layers amount to: the same function of codes and condition. Any other
   * model as it is. Nothing is trained in this form.
   */
  withOneLayerDecoder(parameters: Parameters): { readonly model: Model; readonly parameters: Parameters };
}
