import * as tf from '@tensorflow/tfjs-core';
import type { Inputs, Outputs, Step, StepLoop, Variables } from '../backend.ts';
import { type LoopFunctions, type LoopParts, loopFunctions } from './loop-graph.ts';
import { handleOf } from './native-variable.ts';
import { attributeType, dataType, type NodeBackend, STANDARD_NORMALS } from './node-backend.ts';
import { requireSameTrace, sortedNames, type Trace, traceStep } from './tracer.ts';

/** Has XLA compile the function as a whole, or the call fail. */
const COMPILED_BY_XLA = { name: '_XlaMustCompile', type: attributeType.bool, value: true };

/** The loops of one thread's TensorFlow; loops of the same content share their functions. */
export class LoopRegistry {
  readonly #node: NodeBackend;
  readonly #users = new Map<string, number>();

  constructor(node: NodeBackend) {
    this.#node = node;
  }

  acquire(functions: LoopFunctions): void {
    const users = this.#users.get(functions.name) ?? 0;
    if (users === 0) functions.register(this.#node.binding);
    this.#users.set(functions.name, users + 1);
  }

  release(functions: LoopFunctions): void {
    const users = (this.#users.get(functions.name) ?? 0) - 1;
    this.#users.set(functions.name, users);
    if (users === 0) functions.remove(this.#node.binding);
  }
}

/** What a loop's first call was given, and its functions. */
interface Built {
  readonly inputs: readonly { name: string; stacked: boolean; dtype: string; shape: readonly number[] }[];
  readonly variables: readonly { name: string; shape: readonly number[] }[];
  readonly capacity: number;
  readonly outputNames: readonly string[];
  readonly functions: LoopFunctions;
}

/** A loop over a step, built on its first call from two traces of the step on copies of the variables. */
export function compileLoop(node: NodeBackend, registry: LoopRegistry, copyOf: CopyVariables, step: Step): StepLoop {
  let built: Built | 'new' | 'disposed' = 'new';

  function call(variables: Variables, constants: Inputs, stacked: Inputs, count: number): Outputs {
    if (built === 'disposed') throw new Error('step loop: called after dispose.');
    if (built === 'new') {
      built = build(node, copyOf, step, variables, constants, stacked);
      registry.acquire(built.functions);
    }
    const { capacity, functions, outputNames } = built;
    if (!Number.isSafeInteger(count) || count < 1 || count > capacity) {
      throw new Error(
        `step loop: count: expected 1 to ${capacity}, the rows of the stacked inputs, received ${count}.`,
      );
    }
    const given = checkedArguments(built, variables, constants, stacked);
    const number = tf.scalar(count, 'int32');
    const results = node.executeMultipleOutputs(
      functions.name,
      [COMPILED_BY_XLA],
      [number, ...given],
      outputNames.length,
    );
    number.dispose();
    return Object.fromEntries(outputNames.map((name, index) => [name, results[index] as tf.Tensor]));
  }

  function dispose(): void {
    if (typeof built === 'object') registry.release(built.functions);
    built = 'disposed';
  }

  return Object.assign(call, { dispose });
}

/** Copies of variables, for steps that must not count, and how to free them. */
export type CopyVariables = (variables: Variables) => { readonly copies: Variables; readonly dispose: () => void };

function build(
  node: NodeBackend,
  copyOf: CopyVariables,
  step: Step,
  variables: Variables,
  constants: Inputs,
  stacked: Inputs,
): Built {
  const twice = sortedNames(stacked).find((name) => name in constants);
  if (twice !== undefined) throw new Error(`step loop: input ${twice} is both constant and stacked.`);
  const capacity = rowsOf(stacked);
  const { trace, outputs } = traceTwice(node, copyOf, step, variables, constants, stacked, capacity);
  const inputs = sortedNames({ ...constants, ...stacked }).map((name) => {
    const { dtype, shape } = (stacked[name] ?? constants[name]) as tf.Tensor;
    return { name, stacked: name in stacked, dtype, shape: [...shape] };
  });
  const held = sortedNames(variables).map((name) => ({ name, shape: [...(variables[name]?.shape ?? [])] }));
  const parts: LoopParts = {
    trace,
    arguments: [
      ...inputs.map(({ stacked: rows, dtype, shape }) => ({
        type: node.getDTypeInteger(dtype as tf.DataType),
        shape: rows ? shape.slice(1) : shape,
        fed: rows ? ('stacked' as const) : ('constant' as const),
      })),
      ...held.map(() => ({ type: dataType.resource, shape: null, fed: 'variable' as const })),
    ],
    outputs,
    capacity,
  };
  return { inputs, variables: held, capacity, outputNames: trace.outputNames, functions: loopFunctions(parts) };
}

/** The common length of the stacks' first axis. */
function rowsOf(stacked: Inputs): number {
  const [first, ...others] = Object.entries(stacked);
  const rows = first?.[1].shape[0];
  if (first === undefined || rows === undefined) throw new Error('step loop: expected a stacked input, received none.');
  const other = others.find(([, { shape }]) => shape[0] !== rows);
  if (other === undefined) return rows;
  throw new Error(
    `step loop: stacked ${other[0]}: expected ${rows} rows as ${first[0]} has, received [${other[1].shape}].`,
  );
}

/** Two steps with different inputs leave the same trace, or a value that changes is hidden in the step's code. */
function traceTwice(
  node: NodeBackend,
  copyOf: CopyVariables,
  step: Step,
  variables: Variables,
  constants: Inputs,
  stacked: Inputs,
  capacity: number,
): { trace: Trace; outputs: LoopParts['outputs'] } {
  const { copies, dispose } = copyOf(variables);
  try {
    const traces = [0, Math.min(1, capacity - 1)].map((row) => {
      const rows = tf.tidy(() =>
        Object.fromEntries(
          Object.entries(stacked).map(([name, tensor]) => [
            name,
            tf.reshape(tf.slice(tensor, [row], [1]), tensor.shape.slice(1)),
          ]),
        ),
      );
      const { outputs, trace } = traceStep(node, step, copies, { ...constants, ...rows });
      const types = trace.outputNames.map((name) => {
        const { dtype, shape } = outputs[name] as tf.Tensor;
        return { type: node.getDTypeInteger(dtype), shape: [...shape] };
      });
      tf.dispose([rows, outputs]);
      return { trace, outputs: types };
    });
    const [first, second] = traces as [(typeof traces)[number], (typeof traces)[number]];
    requireSameTrace(first.trace, second.trace);
    if (first.trace.nodes.some(({ description }) => description.startsWith(`${STANDARD_NORMALS} `))) {
      throw new Error('step loop: the step draws random numbers, which XLA does not do; let noise be an input.');
    }
    return first;
  } finally {
    dispose();
  }
}

/** @throws Error if a name, shape or type differs from the first call's */
function checkedArguments(built: Built, variables: Variables, constants: Inputs, stacked: Inputs): tf.Tensor[] {
  const tensors = built.inputs.map(({ name, stacked: rows, dtype, shape }) => {
    const tensor = (rows ? stacked : constants)[name];
    if (tensor?.dtype === dtype && String(tensor.shape) === String(shape)) return tensor;
    const received = tensor ? `${tensor.dtype} [${tensor.shape}]` : 'nothing';
    return refuse(`${rows ? 'stacked' : 'constant'} ${name}`, `${dtype} [${shape}]`, received);
  });
  const handles = built.variables.map(({ name, shape }) => {
    const variable = variables[name];
    if (variable && String(variable.shape) === String(shape)) return handleOf(variable);
    return refuse(`variable ${name}`, `shape [${shape}]`, variable ? `[${variable.shape}]` : 'nothing');
  });
  const names = [...Object.keys(constants), ...Object.keys(stacked)];
  if (names.length !== tensors.length)
    refuse('inputs', built.inputs.map(({ name }) => name).join(', '), names.join(', '));
  return [...tensors, ...handles];
}

function refuse(field: string, expected: string, received: string): never {
  throw new Error(
    `step loop: ${field}: expected ${expected} as in the first call, received ${received}. Compile another loop for it.`,
  );
}
