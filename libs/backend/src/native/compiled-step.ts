import type * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, CompileOptions, Inputs, Outputs, Step, Variables } from '../backend.ts';
import type { GraphFunction, GraphFunctions } from './graph-function.ts';
import { handleOf } from './native-variable.ts';
import type { NodeBackend } from './node-backend.ts';
import { isTracing, sortedNames, traceStep } from './tracer.ts';

/** The names, shapes and types a step was first called with: what its function takes from then on. */
class Signature {
  readonly #inputs: readonly { name: string; dtype: string; shape: readonly number[] }[];
  readonly #variables: readonly { name: string; shape: readonly number[] }[];
  readonly key: string;

  constructor(variables: Variables, inputs: Inputs) {
    this.#inputs = sortedNames(inputs).map((name) => {
      const tensor = present(inputs[name], `input ${name}`, 'a tensor');
      return { name, dtype: tensor.dtype, shape: [...tensor.shape] };
    });
    this.#variables = sortedNames(variables).map((name) => {
      return { name, shape: present(variables[name], `variable ${name}`, 'a variable').shape };
    });
    this.key = JSON.stringify([this.#inputs, this.#variables]);
  }

  /**
   * The function's arguments from a call's.
   * @throws Error if a name, shape or type differs from the first call's.
   */
  arguments(variables: Variables, inputs: Inputs): tf.Tensor[] {
    const tensors = this.#inputs.map(({ name, dtype, shape }) => {
      const tensor = present(inputs[name], `input ${name}`, `${dtype} [${shape}]`);
      if (tensor.dtype !== dtype || !sameShape(tensor.shape, shape)) {
        refuse(`input ${name}`, `${dtype} [${shape}]`, `${tensor.dtype} [${tensor.shape}]`);
      }
      return tensor;
    });
    const handles = this.#variables.map(({ name, shape }) => {
      const variable = present(variables[name], `variable ${name}`, `shape [${shape}]`);
      if (!sameShape(variable.shape, shape)) refuse(`variable ${name}`, `shape [${shape}]`, `[${variable.shape}]`);
      return handleOf(variable);
    });
    this.#refuseMore('input', inputs, this.#inputs);
    this.#refuseMore('variable', variables, this.#variables);
    return [...tensors, ...handles];
  }

  #refuseMore(kind: string, received: object, expected: readonly { name: string }[]): void {
    const names = Object.keys(received);
    if (names.length === expected.length) return;
    refuse(`${kind}s`, expected.map(({ name }) => name).join(', '), names.join(', '));
  }
}

function present<T>(value: T | undefined, field: string, expected: string): T {
  return value ?? refuse(field, expected, 'nothing');
}

function refuse(field: string, expected: string, received: string): never {
  throw new Error(
    `compiled step: ${field}: expected ${expected} as in the first call, received ${received}. Compile another step for it.`,
  );
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * Compiles a step. Its first call runs eagerly and records a graph; a function made from a graph is used only after a second call has
 * recorded the same one, so a value that changes between steps without being an input is found. From then on a call is one operation.
 */
export function compileStep(
  node: NodeBackend,
  functions: GraphFunctions,
  step: Step,
  options: CompileOptions,
): CompiledStep {
  let state: { readonly signature: Signature; readonly graph: GraphFunction } | 'new' | 'disposed' = 'new';

  function call(variables: Variables, inputs: Inputs): Outputs {
    if (state === 'disposed') throw new Error('compiled step: called after dispose.');
    if (isTracing(node)) throw new Error('compile: a compiled step was called inside another step.');
    if (state !== 'new') {
      const tensors = state.signature.arguments(variables, inputs);
      if (state.graph.confirmed) return state.graph.run(tensors);
    }
    const signature = state === 'new' ? new Signature(variables, inputs) : state.signature;
    const { outputs, trace } = traceStep(node, step, variables, inputs);
    try {
      if (state === 'new') state = { signature, graph: functions.acquire(options.key, signature.key, trace) };
      else state.graph.confirm(trace);
    } catch (error) {
      for (const tensor of Object.values(outputs)) tensor.dispose();
      throw error;
    }
    return outputs;
  }

  function dispose(): void {
    if (typeof state === 'object') functions.release(state.graph);
    state = 'disposed';
  }

  return Object.assign(call, { dispose });
}
