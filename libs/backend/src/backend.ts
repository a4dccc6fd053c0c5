import type * as tf from '@tensorflow/tfjs-core';

/** What computed the numbers; the same shape as the description kept in a trial's record. */
export interface BackendDescription {
  readonly name: 'native' | 'wasm';
  readonly device: 'cpu' | 'gpu';
  /** Such as { tensorflow: '2.21.0', tfjs: '4.22.0' }. */
  readonly versions: Readonly<Record<string, string>>;
  /** Threads one operation may use. */
  readonly threads: number;
}

/** A float32 tensor that steps change in place. Only the back end that created it can use it. */
export interface Variable {
  readonly shape: readonly number[];
}

export type Variables = Readonly<Record<string, Variable>>;
export type Inputs = Readonly<Record<string, tf.Tensor>>;
export type Outputs = Record<string, tf.Tensor>;

/**
 * One training step, a pure function: whatever differs between two calls (batch, seed, learning rate, beta) is an input or a
 * variable, never a value computed in JavaScript inside it. The caller disposes the outputs.
 */
export type Step = (variables: Variables, inputs: Inputs) => Outputs;

/** A step that runs as one operation where the back end can; same arguments, same results. */
export interface CompiledStep {
  (variables: Variables, inputs: Inputs): Outputs;
  dispose(): void;
}

export interface CompileOptions {
  /**
   * Steps compiled under one key share one compiled function: the key names all that the step's code depends on (architecture,
   * likelihood, batch and pack size), never a learning rate, beta, variance or seed. Without a key nothing is shared.
   */
  readonly key?: string;
}

/**
 * Many steps in one call: steps 0 to count - 1, each with `constants` and with its row of every stacked input, [capacity, ...].
 * Gives the outputs of the last one. Neither count nor capacity changes what a step computes, but XLA's rounding is not that of
 * TensorFlow's kernels: relative differences of 1e-6 a step against a CompiledStep.
 */
export interface StepLoop {
  (variables: Variables, constants: Inputs, stacked: Inputs, count: number): Outputs;
  dispose(): void;
}

/** The scalars of one Adam update; beta1Power and beta2Power are beta1^t and beta2^t at step t = 1, 2, ... */
export interface AdamScalars {
  readonly beta1Power: tf.Tensor;
  readonly beta2Power: tf.Tensor;
  /** A scalar, or for a pack of trials any shape that broadcasts against the variable, such as [P, 1, 1]. */
  readonly learningRate: tf.Tensor;
  readonly beta1: tf.Tensor;
  readonly beta2: tf.Tensor;
  readonly epsilon: tf.Tensor;
}

/** The tensor operations that differ between the native and the WebAssembly back end. */
export interface Backend {
  readonly description: BackendDescription;
  /** Copies `initial`, which stays the caller's. */
  createVariable(initial: tf.Tensor): Variable;
  /** The present value, as an ordinary tensor that later writes do not change; gradients flow through it. */
  readVariable(variable: Variable): tf.Tensor;
  assignVariable(variable: Variable, value: tf.Tensor): void;
  disposeVariable(variable: Variable): void;
  /**
   * Adam as TensorFlow's ResourceApplyAdam: with a_t = learningRate sqrt(1 - beta2Power) / (1 - beta1Power),
   * m := beta1 m + (1 - beta1) g, v := beta2 v + (1 - beta2) g^2, variable := variable - a_t m / (sqrt(v) + epsilon).
   * This is the "epsilon hat" of Kingma and Ba (2015), section 2.
   */
  applyAdam(
    variable: Variable,
    firstMoment: Variable,
    secondMoment: Variable,
    scalars: AdamScalars,
    gradient: tf.Tensor,
  ): void;
  /**
   * Independent standard normals of `shape` for each of the seeds (int32 [n, 2]), as [n, ...shape]: the numbers of TensorFlow's
   * StatelessRandomNormal, the same on every back end to float32's rounding. A seed's numbers do not depend on the other seeds.
   */
  standardNormals(shape: readonly number[], seeds: tf.Tensor2D): tf.Tensor;
  /** Rows of values [N, d] at indices (int32 [B]), as [B, d]; compiles, where tf.gather does not. */
  gatherRows(values: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D;
  /** Compiles a step, on its first calls; where there is nothing to compile to, the step itself. */
  compile(step: Step, options?: CompileOptions): CompiledStep;
  /**
   * A loop over steps, compiled by XLA for the shapes of its first call, which takes a second. For steps of many small operations.
   * The step must draw no random numbers, which XLA cannot: let noise be an input. Null where there is no XLA.
   */
  compileLoop(step: Step): StepLoop | null;
}
