import type { TensorMetadata } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { GraphBuilder, type TensorValues } from './graph-builder.ts';
import { type Attribute, dataType, type NativeBinding, typeAttribute } from './node-backend.ts';
import { isIdentity, type Metadata } from './simplify.ts';
import { VariableOrder } from './variable-order.ts';

/** Operations that a recorded step cannot have, and what to do instead. */
const DRAWS = 'draws random numbers of its own; use standardNormals with a seed that is an input';
const REFUSED: Readonly<Record<string, string>> = {
  VarHandleOp: 'creates a variable; create it before the step and pass it',
  RandomUniform: DRAWS,
  RandomStandardNormal: DRAWS,
  TruncatedNormal: DRAWS,
  Multinomial: DRAWS,
};

/** Operations that tfjs-node runs without naming their type T, which eager mode infers and a graph does not. */
const TYPE_OF_OUTPUT: ReadonlySet<string> = new Set(['ExpandDims']);

interface Source {
  readonly node: string;
  readonly metadata: Metadata;
}

/**
 * Turns the addon's operations into a graph while they run. The addon never uses a tensor's number twice, so the numbers alone tell
 * which node a tensor came from.
 */
export class Recorder {
  readonly graph = new GraphBuilder();
  readonly order = new VariableOrder();
  readonly arguments: string[] = [];
  readonly #raw: NativeBinding;
  readonly #nodeOf = new Map<number, string>();
  readonly #metadata = new Map<number, Metadata>();
  /** Where a reshaped node has its values from. */
  readonly #reshaped = new Map<string, Source>();
  /** Values that the step itself put into tensors. */
  readonly #ownValues = new WeakSet<object>();

  constructor(raw: NativeBinding) {
    this.#raw = raw;
  }

  /** Makes tensor number `id` an argument of the function. */
  declare(id: number, type: number, shape: readonly number[] | null, label: string): void {
    const known = this.#nodeOf.get(id);
    if (known !== undefined) throw new Error(`step ${label}: the same variable was passed under two names.`);
    const name = this.graph.placeholder(type, shape, label);
    this.#nodeOf.set(id, name);
    if (shape !== null) this.#metadata.set(id, { shape, dtype: type });
    this.arguments.push(name);
  }

  /** Notes values that the step puts into a tensor: constants, where those of a tensor from outside would be a hidden input. */
  own(values: object): void {
    this.#ownValues.add(values);
  }

  /** The node of a tensor: "node" or "node:index". */
  nodeOf(id: number, user: string): string {
    const name = this.#nodeOf.get(id);
    if (name !== undefined) return name;
    throw new Error(
      `compile: ${user} uses a tensor or variable from outside the step. Pass it as an input or a variable, and use that one.`,
    );
  }

  /** The addon with its calls recorded. */
  binding(): NativeBinding {
    return Object.create(this.#raw, {
      createTensor: { value: (shape: number[], type: number, values: unknown) => this.#create(shape, type, values) },
      executeOp: {
        value: (operation: string, attributes: Attribute[], inputs: number[], outputs: number) =>
          this.#execute(operation, attributes, inputs, outputs),
      },
    });
  }

  #create(shape: number[], type: number, values: unknown): number {
    if (!(values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array)) {
      throw new Error('compile: the step makes a tensor of a type that has no constant, such as strings.');
    }
    // A 64-bit scalar is made by tfjs-node itself, for the arguments of its operations.
    if (!this.#ownValues.has(values) && type !== dataType.int64) {
      throw new Error('compile: the step uses a tensor from outside it. Pass it as an input, and use that one.');
    }
    const id = this.#raw.createTensor(shape, type, values);
    this.#nodeOf.set(id, this.graph.constant(type, shape, values satisfies TensorValues));
    this.#metadata.set(id, { shape, dtype: type });
    return id;
  }

  #execute(operation: string, attributes: Attribute[], ids: number[], count: number): TensorMetadata[] {
    const refusal = REFUSED[operation];
    if (refusal !== undefined) throw new Error(`compile: ${operation} ${refusal}.`);
    const inputs = ids.map((id) => this.nodeOf(id, operation));
    const outputs = this.#raw.executeOp(operation, attributes, ids, count);
    for (const { id, shape, dtype } of outputs) this.#metadata.set(id, { shape, dtype });
    const source = this.#sourceOf(operation, inputs[0], ids[0]);
    const [output] = outputs;
    if (source && output && isIdentity(operation, source.metadata, output)) {
      this.#nodeOf.set(output.id, source.node);
      return outputs;
    }
    if (source && operation === 'Reshape') inputs[0] = source.node;
    const node = this.graph.operation(
      operation,
      withType(operation, attributes, outputs),
      inputs,
      this.order.before(operation, inputs),
    );
    this.order.add(operation, inputs, node);
    outputs.forEach(({ id }, index) => {
      this.#nodeOf.set(id, index === 0 ? node : `${node}:${index}`);
    });
    if (source && operation === 'Reshape') this.#reshaped.set(node, source);
    return outputs;
  }

  /** Where the values of an operation's first input come from: of a reshape of a reshape, what the first one was given. */
  #sourceOf(operation: string, node: string | undefined, id: number | undefined): Source | undefined {
    const metadata = id === undefined ? undefined : this.#metadata.get(id);
    if (node === undefined || metadata === undefined) return undefined;
    return (operation === 'Reshape' ? this.#reshaped.get(node) : undefined) ?? { node, metadata };
  }
}

function withType(operation: string, attributes: Attribute[], [output]: TensorMetadata[]): Attribute[] {
  if (!output || !TYPE_OF_OUTPUT.has(operation) || attributes.some(({ name }) => name === 'T')) return attributes;
  return [...attributes, typeAttribute('T', output.dtype)];
}
