import * as tf from '@tensorflow/tfjs-core';
import type { Inputs, Outputs, Step, Variables } from '../backend.ts';
import type { GraphNode } from './graph-builder.ts';
import { handleOf } from './native-variable.ts';
import { dataType, type NativeBinding, type NodeBackend, typeAttribute } from './node-backend.ts';
import { Recorder } from './recorder.ts';

/** The operations of one run of a step, as a graph. */
export interface Trace {
  readonly nodes: readonly GraphNode[];
  /** The function's arguments: the step's inputs by sorted name, then its variables by sorted name. */
  readonly arguments: readonly string[];
  /** The step's outputs by sorted name, and "node:index" of each. */
  readonly outputNames: readonly string[];
  readonly results: readonly string[];
  /** Nodes that run for their effect: the writes of variables. */
  readonly controls: readonly string[];
}

export const sortedNames = (record: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(record).sort();

const tracing = new WeakSet<NodeBackend>();

/** Whether a step is being traced at present. */
export function isTracing(node: NodeBackend): boolean {
  return tracing.has(node);
}

/**
 * Runs a step once, eagerly and with its effects, and records its operations.
 * @throws Error where the record would not stand for the step: it uses a tensor or variable that is not among its arguments, reads
 *   data back into JavaScript, draws from Math.random, or runs an operation that cannot be recorded.
 */
export function traceStep(
  node: NodeBackend,
  step: Step,
  variables: Variables,
  inputs: Inputs,
): { outputs: Outputs; trace: Trace } {
  const recorder = new Recorder(node.binding);
  let results: string[] = [];
  const outputs = tf.tidy(() => {
    const own = declareInputs(node, recorder, inputs);
    for (const [name, variable] of sortedEntries(variables)) {
      recorder.declare(idOf(node, handleOf(variable)), dataType.resource, null, `variable ${name}`);
    }
    return intercepted(node, recorder, () => {
      const computed = step(variables, own);
      results = sortedEntries(computed).map(([name, tensor]) => {
        const result = recorder.nodeOf(idOf(node, tensor), `output ${name}`);
        return result.includes(':') ? result : `${result}:0`;
      });
      return computed;
    });
  });
  const { graph, order } = recorder;
  const trace = {
    nodes: graph.nodes,
    arguments: recorder.arguments,
    outputNames: sortedNames(outputs),
    results,
    controls: order.writes,
  };
  return { outputs, trace };
}

/** @throws Error where a later trace of a step is not the first one, naming the first operation that differs */
export function requireSameTrace(first: Trace, later: Trace): void {
  const length = Math.max(first.nodes.length, later.nodes.length);
  for (let index = 0; index < length; index++) {
    const [before, after] = [first.nodes[index], later.nodes[index]];
    if (before && after?.bytes.equals(before.bytes)) continue;
    const [was, is] = [before, after].map((node) => node?.description ?? 'nothing');
    throw new Error(
      `compile: the step did not do the same in two calls: first ${was}, then ${is}. ` +
        'A value computed in JavaScript changed between them: make it an input, or name what it depends on in the key.',
    );
  }
  if (String([first.outputNames, first.results]) !== String([later.outputNames, later.results])) {
    throw new Error(`compile: the step's outputs changed: first ${first.outputNames}, then ${later.outputNames}.`);
  }
}

/** Gives the step its own handle of each input, so that inputs that are one tensor, and that tensor used directly, stay apart. */
function declareInputs(node: NodeBackend, recorder: Recorder, inputs: Inputs): Inputs {
  const own = sortedEntries(inputs).map(([name, tensor]) => {
    const type = node.getDTypeInteger(tensor.dtype);
    const alias = node.executeSingleOutput('Identity', [typeAttribute('T', type)], [tensor]);
    recorder.declare(idOf(node, alias), type, alias.shape, `input ${name}`);
    return [name, alias] as const;
  });
  return Object.fromEntries(own);
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The addon's number of a tensor, seen by asking for an operation on it that is never run. */
function idOf(node: NodeBackend, tensor: tf.Tensor): number {
  const { binding } = node;
  let seen: number[] = [];
  const watch = (_operation: string, _attributes: unknown, ids: number[]) => {
    seen = ids;
    return [];
  };
  const watching: NativeBinding = Object.create(binding, { executeOp: { value: watch } });
  node.binding = watching;
  try {
    node.executeMultipleOutputs('Identity', [], [tensor], 0);
  } finally {
    node.binding = binding;
  }
  const [id] = seen;
  if (id === undefined) throw new Error('the native back end gave a tensor no number.');
  return id;
}

/** Runs `body` with the recorder in the addon's place and with what cannot be recorded refused; puts everything back after it. */
function intercepted<T>(node: NodeBackend, recorder: Recorder, body: () => T): T {
  if (tracing.has(node)) throw new Error('compile: a compiled step was called inside another step.');
  const { binding, write, readSync } = node;
  const { random } = Math;
  const ownData = new WeakSet<object>();
  tracing.add(node);
  node.binding = recorder.binding();
  node.write = (values, ...rest) => {
    if (typeof values === 'object') recorder.own(values);
    const dataId = write.call(node, values, ...rest);
    ownData.add(dataId);
    return dataId;
  };
  node.readSync = (dataId) => {
    if (ownData.has(dataId)) return readSync.call(node, dataId);
    throw new Error(
      'compile: the step reads data back into JavaScript (dataSync, arraySync, tf.gather), where it would stay as it is now. ' +
        'Use gatherRows for tf.gather, and return what is to be read.',
    );
  };
  Math.random = () => {
    throw new Error(
      'compile: the step draws from Math.random, as tf.randomNormal and tf.dropout do; its numbers would repeat each step. ' +
        'Use standardNormals with a seed that is an input.',
    );
  };
  try {
    return body();
  } finally {
    Math.random = random;
    node.binding = binding;
    Reflect.deleteProperty(node, 'write');
    Reflect.deleteProperty(node, 'readSync');
    tracing.delete(node);
  }
}
