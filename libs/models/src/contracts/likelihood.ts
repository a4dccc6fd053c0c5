import type * as tf from '@tensorflow/tfjs-core';
import {
  type Component,
  type ComponentIssue,
  type FieldShape,
  type Fields,
  type Listed,
  listed,
  type Operations,
  type OwnFields,
  type TrialFacts,
} from './component.ts';
import type { ParameterDefinitions, Parameters } from './parameters.ts';

/** What values a density is of: any, those of [0, 1], those of (0, 1), the integers from 0 on. */
export type Support = 'real' | 'unit' | 'open-unit' | 'count';

/** What p(x|z) is made of: tensors that broadcast to [..., dim], each [P, B, dim], [P, 1, dim] or [P, 1, 1]. */
export interface Decoded {
  /** What the decoder's network gives, [P, B, dim]. */
  readonly location: tf.Tensor;
  readonly [head: string]: tf.Tensor;
}

/** What a likelihood has at hand beside the location. */
export interface HeadInputs {
  readonly parameters: Parameters;
  /** The likelihood's own numbers, by name, each [P, 1, 1]. */
  readonly numbers: Readonly<Record<string, tf.Tensor | undefined>>;
  /** The decoder's last hidden layer, [P, B, width], or the codes where it has none; null where no data point is looked at. */
  readonly features: tf.Tensor | null;
}

/** Sizes that parameters of a likelihood depend on. */
export interface HeadShape {
  /** Of the decoder's last hidden layer. */
  readonly width: number;
  /** Of the data. */
  readonly dim: number;
}

/** A Gaussian decoder as closed forms and exact expectations take it. */
export interface GaussianForm {
  /** How the variance is learned: see likelihood.learn. */
  readonly learn: 'fixed' | 'scalar' | 'per-dimension' | 'network';
  /** Of the decoder, or where it starts, squared data units. */
  readonly variance: number;
  readonly varianceFloor: number;
}

/**
 * A density p(x|z) of the data given what the decoder's network gives. A new one is a file and a line in
 * likelihoods/index.ts, or a file beside a grid: see docs/extending.md.
 */
export interface Likelihood<Shape extends FieldShape = FieldShape> extends Component<Shape> {
  readonly support: Support;
  /** In an error or a table, such as "a Gaussian decoder". */
  readonly label: string;
  /** Whether the location is relative to the mean of the data, as the encoder's input is: for densities with a location of x. */
  readonly isCentred?: boolean;
  /** What the encoder sees; x less the mean of the data where it is left out. */
  input?(ops: Operations, x: tf.Tensor, own: OwnFields<Shape>): tf.Tensor;
  /** Numbers that differ between members of a pack, by name: tensors [P, 1, 1] of the step. */
  numbers?(own: OwnFields<Shape>): Readonly<Record<string, number>>;
  /** Trainable tensors beside the network's, by whole names that begin with `decoder.`. */
  parameters?(own: OwnFields<Shape>, shape: HeadShape): ParameterDefinitions;
  /** What p(x|z) is made of beside the location. */
  heads?(ops: Operations, given: HeadInputs, own: OwnFields<Shape>): Readonly<Record<string, tf.Tensor>>;
  /**
   * ln p(x|z), summed over the dimensions: x and what was decoded broadcast to [..., dim], the result loses that axis. Nats
   * per data point.
   */
  logDensity(ops: Operations, x: tf.Tensor, decoded: Decoded, own: OwnFields<Shape>): tf.Tensor;
  /** E[x|z] in the units of the location, [P, B, dim]. */
  mean(ops: Operations, decoded: Decoded, own: OwnFields<Shape>): tf.Tensor;
  /** For densities that are Gaussian: what closed forms and exact expectations need of them. */
  gaussian?(own: OwnFields<Shape>): GaussianForm;
  /** Why the density has no maximum on such data; null where it has one. */
  unbounded?(own: OwnFields<Shape>, data: StillDimensions): string | null;
  check?(own: OwnFields<Shape>, trial: TrialFacts): readonly ComponentIssue[];
}

/** Dimensions of the data that are the same in every data point. */
export interface StillDimensions {
  readonly count: number;
  /** Of these, how many are 0 or 1. */
  readonly atEnds: number;
}

/** A likelihood with the fields of one trial. */
export interface BoundLikelihood {
  readonly kind: string;
  readonly support: Support;
  readonly isCentred: boolean;
  readonly numbers: Readonly<Record<string, number>>;
  readonly gaussian: GaussianForm | null;
  readonly hasOwnInput: boolean;
  /** What the encoder sees of x [..., dim] for the data's mean [1, 1, dim]. */
  input(x: tf.Tensor, mean: tf.Tensor): tf.Tensor;
  parameters(shape: HeadShape): ParameterDefinitions;
  heads(given: HeadInputs): Readonly<Record<string, tf.Tensor>>;
  logDensity(x: tf.Tensor, decoded: Decoded): tf.Tensor;
  mean(decoded: Decoded): tf.Tensor;
  /** The same with other fields. */
  with(change: Fields): BoundLikelihood;
}

export function bindLikelihood(ops: Operations, likelihood: Likelihood, own: Fields): BoundLikelihood {
  return {
    kind: likelihood.kind,
    support: likelihood.support,
    isCentred: likelihood.isCentred ?? false,
    numbers: likelihood.numbers?.(own) ?? {},
    gaussian: likelihood.gaussian?.(own) ?? null,
    hasOwnInput: likelihood.input !== undefined,
    input: (x, mean) => likelihood.input?.(ops, x, own) ?? ops.sub(x, mean),
    parameters: (shape) => likelihood.parameters?.(own, shape) ?? {},
    heads: (given) => likelihood.heads?.(ops, given, own) ?? {},
    logDensity: (x, decoded) => likelihood.logDensity(ops, x, decoded, own),
    mean: (decoded) => likelihood.mean(ops, decoded, own),
    with: (change) => bindLikelihood(ops, likelihood, { ...own, ...change }),
  };
}

/** Gives a likelihood's functions the types of its fields; returns its argument. */
export function defineLikelihood<const Shape extends FieldShape, const Kind extends string>(
  likelihood: Likelihood<Shape> & { readonly kind: Kind },
): Listed<Likelihood, Kind, Shape> {
  return listed<Likelihood, Kind, Shape>(likelihood);
}
