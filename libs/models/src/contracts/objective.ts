import type * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../vae/encoder.ts';
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
import type { GaussianForm } from './likelihood.ts';
import type { ParameterDefinitions, Parameters } from './parameters.ts';

/**
 * One level of latent variables in a step. Each function is computed when it is called, and belongs to the gradient's
 * record: call only what is used. What an estimator cannot tell is left out.
 */
export interface LevelTerms {
  readonly name: string;
  /** What the trial weighs its KL by, [P]: beta with its schedule, or the level's own. */
  readonly weight: tf.Tensor;
  /** KL of q to its prior, mean over the data points of the step, [P], nats. */
  meanKl(): tf.Tensor;
  /** The same of each data point, [P, B]. */
  readonly klOfPoints?: () => tf.Tensor;
  /** The mean of each dimension, [P, k]. */
  readonly klPerDimension?: () => tf.Tensor;
  /** Of each data point and dimension, [P, B, k]. */
  readonly kl?: () => tf.Tensor;
}

/** The parts of the ELBO in a step, nats. */
export interface Terms {
  /** E_q ln p(x|z), mean over the data points, [P]; minus the squared error where the objective scores by that. */
  meanReconstruction(): tf.Tensor;
  /** The same of each data point, [P, B]; left out where only the mean is known. */
  readonly reconstruction?: () => tf.Tensor;
  /** From the data upwards. */
  readonly levels: readonly LevelTerms[];
  /** q(z|x) of the first level, of each data point; left out where none is looked at. */
  readonly posterior?: () => Posterior;
  /** Samples of the first level's codes, [P, samples * B, k]; left out where nothing is drawn. */
  readonly codes?: () => tf.Tensor;
}

/** Sizes that a loss may divide by. */
export interface ObjectiveSizes {
  /** B: data points in a step. */
  readonly batchSize: number;
  /** Of the data. */
  readonly dim: number;
  readonly latentDim: number;
}

/** One level over the whole data set, float64. */
export interface MeasuredLevel {
  /** Weight at the end of training. */
  readonly weight: number;
  /** Mean over the data points, nats. */
  readonly kl: number;
  /** Of each dimension, [k]; null where the level has none of its own. */
  readonly klPerDimension: ArrayLike<number> | null;
  /** KL of each data point and dimension, data point by data point; null where it was not asked for. */
  readonly klOfPoints: (() => Float64Array) | null;
}

/** The parts of the ELBO over the whole data set, nats per data point. */
export interface MeasuredTerms {
  readonly reconstruction: number;
  /** null where the likelihood is no Gaussian. */
  readonly gaussian: GaussianForm | null;
  readonly levels: readonly MeasuredLevel[];
}

/**
 * What a training maximizes. A new one is a file and a line in objectives/index.ts, or a file beside a grid: see
 * docs/extending.md.
 */
export interface ObjectiveComponent<Shape extends FieldShape = FieldShape> extends Component<Shape> {
  /** By what a Gaussian's reconstruction is scored: its log density, or minus the squared error of losses as written. */
  readonly scores?: 'density' | 'squared-error';
  /** What it needs beyond means: `examples` of the KL, or `codes`. Estimators that cannot give it do not fit. */
  needs?(own: OwnFields<Shape>): 'means' | 'examples' | 'codes';
  /** Maximized, one number a member of the pack, [P]. */
  value(ops: Operations, terms: Terms, sizes: ObjectiveSizes, own: OwnFields<Shape>, state: Parameters): tf.Tensor;
  /** The same from the parts over the whole data set; null where they do not tell it, as of samples of the codes. */
  measured(terms: MeasuredTerms, sizes: ObjectiveSizes, own: OwnFields<Shape>): number | null;
  /** What it carries from step to step, such as a multiplier: shapes without the pack axis, by name. */
  state?(own: OwnFields<Shape>): ParameterDefinitions;
  /** The state after a step, from the state before it; of no effect on gradients. */
  update?(
    ops: Operations,
    terms: Terms,
    sizes: ObjectiveSizes,
    own: OwnFields<Shape>,
    state: Parameters,
  ): Readonly<Record<string, tf.Tensor>>;
  /** Units of the value for a nat of the ELBO, for telling distances to an optimum; 1 where it is in nats. */
  perNat?(
    sizes: { readonly batchSize: number | null; readonly latentDim: number },
    own: OwnFields<Shape>,
  ): number | null;
  check?(own: OwnFields<Shape>, trial: TrialFacts): readonly ComponentIssue[];
}

/** The KL of all levels with the trial's weights, mean over the data points, [P]. */
export function weightedKl(ops: Operations, levels: readonly LevelTerms[]): tf.Tensor {
  return levels.map(({ weight, meanKl }) => ops.mul(weight, meanKl())).reduce((total, level) => ops.add(total, level));
}

/** Gives an objective's functions the types of its fields; returns its argument. */
export function defineObjective<const Shape extends FieldShape, const Kind extends string>(
  objective: ObjectiveComponent<Shape> & { readonly kind: Kind },
): Listed<ObjectiveComponent, Kind, Shape> {
  return listed<ObjectiveComponent, Kind, Shape>(objective);
}

/** An objective with the fields of one trial. */
export interface BoundObjective {
  readonly kind: string;
  readonly scoresErrors: boolean;
  readonly needs: 'means' | 'examples' | 'codes';
  value(terms: Terms, sizes: ObjectiveSizes, state: Parameters): tf.Tensor;
  measured(terms: MeasuredTerms, sizes: ObjectiveSizes): number | null;
  readonly state: ParameterDefinitions;
  update(terms: Terms, sizes: ObjectiveSizes, state: Parameters): Readonly<Record<string, tf.Tensor>>;
  perNat(sizes: { readonly batchSize: number | null; readonly latentDim: number }): number | null;
}

export function bindObjective(ops: Operations, objective: ObjectiveComponent, own: Fields): BoundObjective {
  return {
    kind: objective.kind,
    scoresErrors: objective.scores === 'squared-error',
    needs: objective.needs?.(own) ?? 'means',
    value: (terms, sizes, state) => objective.value(ops, terms, sizes, own, state),
    measured: (terms, sizes) => objective.measured(terms, sizes, own),
    state: objective.state?.(own) ?? {},
    update: (terms, sizes, state) => objective.update?.(ops, terms, sizes, own, state) ?? {},
    perNat: (sizes) => (objective.perNat ? objective.perNat(sizes, own) : 1),
  };
}
