import type { Backend, Inputs, Variable, Variables } from '@collapse/backend';
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
} from './component.ts';

/**
 * How parameters follow their gradient; `optimizer.name` is its kind. A step is a pure function of tensors, so what it needs of
 * numbers are inputs. A new one is a file and a line in optimizers/index.ts.
 */
export interface Optimizer<Shape extends FieldShape = FieldShape> extends Component<Shape> {
  /** State kept for each parameter, in its shape and 0 at the start: the variables `parameter/slot`. */
  readonly slots: readonly string[];
  /** Scalars that are the same in every step, by the name of their input. */
  constants(own: OwnFields<Shape>): Readonly<Record<string, number>>;
  /**
   * Scalars of one update, by the name of their input; {} where updates are not told apart.
   * @param count updates of the parameter, this one included: from 1 on
   */
  ofUpdate(own: OwnFields<Shape>, count: number): Readonly<Record<string, number>>;
  /** Writes the parameter and its slots. Tensors that it makes are freed by the caller. */
  apply(update: Update, own: OwnFields<Shape>): void;
  /** Shares of what was before that are kept at each step, which float32 has to tell from 1. */
  readonly decays?: readonly (keyof Shape & string)[];
  check?(own: OwnFields<Shape>): readonly ComponentIssue[];
}

/** One update of one parameter. */
export interface Update {
  readonly backend: Pick<Backend, 'readVariable' | 'assignVariable' | 'applyAdam'>;
  readonly ops: Operations;
  /** [P, ...] */
  readonly variable: Variable;
  /** By name of the slot, each of the variable's shape. */
  readonly slots: Variables;
  /** The scalars of `constants` and `ofUpdate`, and `learningRate`: a scalar, or [P, 1, 1] where members differ. */
  readonly inputs: Inputs;
  /** Of the loss, which falls: [P, ...]. */
  readonly gradient: tf.Tensor;
}

/** An optimizer with the fields of one trial. */
export interface BoundOptimizer {
  readonly slots: readonly string[];
  readonly constants: Readonly<Record<string, number>>;
  ofUpdate(count: number): Readonly<Record<string, number>>;
  apply(update: Omit<Update, 'ops'>): void;
}

export function bindOptimizer(ops: Operations, optimizer: Optimizer, own: Fields): BoundOptimizer {
  return {
    slots: optimizer.slots,
    constants: optimizer.constants(own),
    ofUpdate: (count) => optimizer.ofUpdate(own, count),
    apply: (update) => optimizer.apply({ ops, ...update }, own),
  };
}

/** Gives an optimizer's functions the types of its fields; returns its argument. */
export function defineOptimizer<const Shape extends FieldShape, const Kind extends string>(
  optimizer: Optimizer<Shape> & { readonly kind: Kind },
): Listed<Optimizer, Kind, Shape> {
  return listed<Optimizer, Kind, Shape>(optimizer);
}
