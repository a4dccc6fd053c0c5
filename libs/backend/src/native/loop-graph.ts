import { createHash } from 'node:crypto';
import { encodeGraph, GraphBuilder } from './graph-builder.ts';
import { attributeType, dataType, type NativeBinding, typeAttribute } from './node-backend.ts';
import type { Trace } from './tracer.ts';

/** What the loop hands to one argument of its step: the same each time, a row of a stack, or a variable. */
export type LoopArgument = 'constant' | 'stacked' | 'variable';

/** A tensor that enters or leaves a step. */
export interface TensorType {
  readonly type: number;
  /** Of one step; null for a variable's handle. */
  readonly shape: readonly number[] | null;
}

export interface LoopParts {
  readonly trace: Trace;
  /** The step's arguments, in its order, and how each is fed. */
  readonly arguments: readonly (TensorType & { readonly fed: LoopArgument })[];
  readonly outputs: readonly (TensorType & { readonly shape: readonly number[] })[];
  /** Rows of each stack: the most steps of one call. */
  readonly capacity: number;
}

/** The functions of a loop: it takes the number of steps and then the step's arguments, those that differ stacked. */
export interface LoopFunctions {
  readonly name: string;
  register(binding: NativeBinding): void;
  remove(binding: NativeBinding): void;
}

interface NamedFunction {
  readonly name: string;
  readonly graph: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly controls: readonly string[];
}

/**
 * Writes `for (i = 0; i < count; i++) outputs = step(constants, stacks[i], variables)` as a While of TensorFlow's. Its name is
 * made of its content, so that what XLA compiled for it can be found again by another process.
 */
export function loopFunctions(parts: LoopParts): LoopFunctions {
  const { trace } = parts;
  const step = encodeGraph(trace.nodes);
  const shape = JSON.stringify([parts.arguments, parts.outputs, parts.capacity, trace.results]);
  const name = `step_loop_${createHash('sha256').update(step).update(shape).digest('hex').slice(0, 24)}`;
  const functions = [
    {
      name: `${name}_step`,
      graph: step,
      inputs: trace.arguments,
      outputs: trace.results,
      controls: trace.controls,
    },
    condition(`${name}_condition`, parts),
    body(`${name}_body`, `${name}_step`, parts),
    loop(name, parts),
  ];
  return {
    name,
    register(binding) {
      for (const { name: own, graph, inputs, outputs, controls } of functions) {
        binding.addFunction(own, graph, inputs, outputs, controls);
      }
    },
    remove(binding) {
      for (const { name: own } of functions.toReversed()) binding.removeFunction(own);
    },
  };
}

const SCALAR_INT: TensorType = { type: dataType.int32, shape: [] };
const named = (name: string, value: string) => ({ name, type: attributeType.function, value });
const typeList = (name: string, values: readonly TensorType[]) => ({
  name,
  type: attributeType.type,
  value: values.map(({ type }) => type),
});
const int = (graph: GraphBuilder, value: number) => graph.constant(dataType.int32, [], Int32Array.of(value));
const firstOutput = (node: string) => `${node}:0`;

/** What goes round: the index, the number of steps, the outputs of the step before, and the step's arguments. */
function carried({ arguments: fed, outputs, capacity }: LoopParts): TensorType[] {
  const stacked = fed.map(({ type, shape, fed: how }) => ({
    type,
    shape: how === 'stacked' && shape !== null ? [capacity, ...shape] : shape,
  }));
  return [SCALAR_INT, SCALAR_INT, ...outputs, ...stacked];
}

function placeholders(graph: GraphBuilder, tensors: readonly TensorType[]): string[] {
  return tensors.map(({ type, shape }, index) => graph.placeholder(type, shape, `loop argument ${index}`));
}

function condition(name: string, parts: LoopParts): NamedFunction {
  const graph = new GraphBuilder();
  const inputs = placeholders(graph, carried(parts));
  const [index = '', count = ''] = inputs;
  const less = graph.operation('Less', [typeAttribute('T', dataType.int32)], [index, count], []);
  return { name, graph: encodeGraph(graph.nodes), inputs, outputs: [firstOutput(less)], controls: [] };
}

function body(name: string, step: string, parts: LoopParts): NamedFunction {
  const graph = new GraphBuilder();
  const inputs = placeholders(graph, carried(parts));
  const [index = '', count = ''] = inputs;
  const given = inputs.slice(2 + parts.outputs.length);
  const stepArguments = parts.arguments.map(({ type, fed }, position) => {
    const argument = given[position] ?? '';
    if (fed !== 'stacked') return argument;
    const attributes = [
      { name: 'batch_dims', type: attributeType.int, value: 0 },
      typeAttribute('Tparams', type),
      typeAttribute('Tindices', dataType.int32),
      typeAttribute('Taxis', dataType.int32),
    ];
    return graph.operation('GatherV2', attributes, [argument, index, int(graph, 0)], []);
  });
  const call = graph.operation(
    'StatefulPartitionedCall',
    [typeList('Tin', parts.arguments), typeList('Tout', parts.outputs), named('f', step)],
    stepArguments,
    [],
  );
  const next = graph.operation('AddV2', [typeAttribute('T', dataType.int32)], [index, int(graph, 1)], []);
  const results = parts.outputs.map((_, position) => `${call}:${position}`);
  const outputs = [firstOutput(next), firstOutput(count), ...results, ...given.map(firstOutput)];
  return { name, graph: encodeGraph(graph.nodes), inputs, outputs, controls: [call] };
}

function loop(name: string, parts: LoopParts): NamedFunction {
  const graph = new GraphBuilder();
  const tensors = carried(parts);
  const [, count, ...rest] = tensors;
  const inputs = placeholders(graph, [count ?? SCALAR_INT, ...rest.slice(parts.outputs.length)]);
  const [countInput = '', ...given] = inputs;
  const start = parts.outputs.map(({ type, shape }) => graph.constant(type, shape, zeros(type, shape)));
  const attributes = [
    typeList('T', tensors),
    named('cond', `${name}_condition`),
    named('body', `${name}_body`),
    { name: 'parallel_iterations', type: attributeType.int, value: 1 },
  ];
  const looped = graph.operation('While', attributes, [int(graph, 0), countInput, ...start, ...given], []);
  const outputs = parts.outputs.map((_, position) => `${looped}:${2 + position}`);
  return { name, graph: encodeGraph(graph.nodes), inputs, outputs, controls: [looped] };
}

function zeros(type: number, shape: readonly number[]): Float32Array | Int32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return type === dataType.int32 ? new Int32Array(size) : new Float32Array(size);
}
