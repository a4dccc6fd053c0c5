import type { Backend, Inputs, Variable, Variables } from '@collapse/backend';
import type { OptimizerSpecification } from '@collapse/trials';
import type * as tf from '@tensorflow/tfjs-core';

/** The fields of the optimiser of that name. */
export type OptimizerOf<Kind extends OptimizerSpecification['name']> = Extract<
  OptimizerSpecification,
  { readonly name: Kind }
>;

/** How parameters follow their gradient. A step is a pure function of tensors, so what it needs of numbers are inputs. */
export interface Optimizer<Own extends OptimizerSpecification = OptimizerSpecification> {
  /** Its `optimizer.name`. */
  readonly kind: Own['name'];
  /** State kept for each parameter, in its shape and 0 at the start: the variables `parameter/slot`. */
  readonly slots: readonly string[];
  /** Scalars that are the same in every step, by the name of their input. */
  constants(own: Own): Readonly<Record<string, number>>;
  /**
   * Scalars of one update, by the name of their input; {} where updates are not told apart.
   * @param count updates of the parameter, this one included: from 1 on
   */
  ofUpdate(own: Own, count: number): Readonly<Record<string, number>>;
  /** Writes the parameter and its slots. Tensors that it makes are freed by the caller. */
  apply(update: Update<Own>): void;
}

/** One update of one parameter. */
export interface Update<Own extends OptimizerSpecification = OptimizerSpecification> {
  readonly backend: Backend;
  /** The operations, which are handed over so that this file can be read without a tensor library. */
  readonly ops: typeof tf;
  /** Only what the compiled step depends on may be read from the fields. */
  readonly own: Own;
  /** [P, ...] */
  readonly variable: Variable;
  /** By name of the slot, each of the variable's shape. */
  readonly slots: Variables;
  /** The scalars of `constants` and `ofUpdate`, and `learningRate`: a scalar, or [P, 1, 1] where members differ. */
  readonly inputs: Inputs;
  /** Of the loss, which falls: [P, ...]. */
  readonly gradient: tf.Tensor;
}
