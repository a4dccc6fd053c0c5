import type * as tf from '@tensorflow/tfjs-core';
import type { Outputs } from '../backend.ts';
import { encodeGraph } from './graph-builder.ts';
import { type Attribute, attributeType, type NodeBackend } from './node-backend.ts';
import { requireSameTrace, type Trace } from './tracer.ts';

/** Functions kept when no step uses them any more, for the next trial of their key; about 1.4 MB each. */
const IDLE_LIMIT = 8;

let created = 0;

/** A function of TensorFlow's, made from a trace once a second trace has confirmed it. */
export class GraphFunction {
  readonly key: string | null;
  readonly #node: NodeBackend;
  readonly #first: Trace;
  readonly #attributes: Attribute[];
  #name: string | null = null;
  users = 0;

  constructor(node: NodeBackend, key: string | null, trace: Trace, attributes: Attribute[]) {
    this.#node = node;
    this.key = key;
    this.#first = trace;
    this.#attributes = attributes;
  }

  /** Whether the function can run. */
  get confirmed(): boolean {
    return this.#name !== null;
  }

  /**
   * Registers the function, given a later trace of the step.
   * @throws Error if that trace differs, naming the first operation that does.
   */
  confirm(trace: Trace): void {
    requireSameTrace(this.#first, trace);
    if (this.#name !== null) return;
    const name = `compiled_step_${created++}`;
    const { nodes, arguments: inputs, results, controls } = this.#first;
    this.#node.binding.addFunction(name, encodeGraph(nodes), inputs, results, controls);
    this.#name = name;
  }

  run(tensors: tf.Tensor[]): Outputs {
    if (this.#name === null) throw new Error('compile: the function is not registered yet.');
    const { outputNames } = this.#first;
    const results = this.#node.executeMultipleOutputs(this.#name, this.#attributes, tensors, outputNames.length);
    const outputs: Outputs = {};
    outputNames.forEach((name, index) => {
      const result = results[index];
      if (result) outputs[name] = result;
    });
    return outputs;
  }

  remove(): void {
    if (this.#name !== null) this.#node.binding.removeFunction(this.#name);
    this.#name = null;
  }
}

/** The functions of one thread's TensorFlow: those in use, and those kept for another step of the same key. */
export class GraphFunctions {
  readonly #node: NodeBackend;
  readonly #attributes: Attribute[];
  /** Shared functions by key; the idle ones in the order in which they became so. */
  readonly #shared = new Map<string, GraphFunction>();

  /** @param threads with one thread, operations run in order on the caller's, which saves handing them over */
  constructor(node: NodeBackend, threads: number) {
    this.#node = node;
    const single = { name: 'executor_type', type: attributeType.string, value: 'SINGLE_THREADED_EXECUTOR' };
    this.#attributes = threads === 1 && !node.isUsingGpuDevice ? [single] : [];
  }

  /** The function for a step's first trace: the one of its key and signature, checked to be the same, or a new one. */
  acquire(key: string | undefined, signature: string, trace: Trace): GraphFunction {
    const fullKey = key === undefined ? null : JSON.stringify([key, signature]);
    const known = fullKey === null ? undefined : this.#shared.get(fullKey);
    if (known) known.confirm(trace);
    const graph = known ?? new GraphFunction(this.#node, fullKey, trace, this.#attributes);
    if (fullKey !== null) this.#shared.set(fullKey, graph);
    graph.users++;
    return graph;
  }

  release(graph: GraphFunction): void {
    graph.users--;
    if (graph.users > 0) return;
    if (graph.key === null) {
      graph.remove();
      return;
    }
    this.#shared.delete(graph.key);
    this.#shared.set(graph.key, graph);
    const idle = [...this.#shared.values()].filter(({ users }) => users === 0);
    for (const old of idle.slice(0, -IDLE_LIMIT)) {
      if (old.key !== null) this.#shared.delete(old.key);
      old.remove();
    }
  }
}
