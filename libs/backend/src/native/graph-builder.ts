import { type Attribute, attributeType, dataType } from './node-backend.ts';
import { bytesField, floatField, integerField, messageField, textField } from './protobuf.ts';

/** A node of a GraphDef, encoded, with a line that names it to people. */
export interface GraphNode {
  readonly name: string;
  readonly description: string;
  readonly bytes: Buffer;
}

/** The values of a tensor as tfjs-node hands them to its addon. */
export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** Field numbers of TensorFlow's messages GraphDef, NodeDef, AttrValue and TensorProto (tensorflow/core/framework). */
const GRAPH = { node: 1, versions: 4 } as const;
const VERSIONS = { producer: 1 } as const;
const NODE = { name: 1, operation: 2, input: 3, attribute: 5 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const ATTRIBUTE = { list: 1, text: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7, tensor: 8, function: 10 } as const;
const FUNCTION = { name: 1 } as const;
const SHAPE = { dimension: 2, size: 1 } as const;
const TENSOR = { type: 1, shape: 2, content: 4, float: 5 } as const;

/** A version of the graph format in which all operations used here have their present meaning. */
const PRODUCER = 1800;

const shapeFields = (shape: readonly number[]) =>
  shape.map((size) => messageField(SHAPE.dimension, [integerField(SHAPE.size, size)]));

const entry = (name: string, value: Buffer) =>
  messageField(NODE.attribute, [textField(ENTRY.key, name), bytesField(ENTRY.value, value)]);

const typeEntry = (name: string, type: number) => entry(name, integerField(ATTRIBUTE.type, type));

/** One value of an attribute, as a field of AttrValue or of its list, which share their numbers. */
function attributeField(type: number, value: unknown): Buffer {
  if (type === attributeType.string && typeof value === 'string') return textField(ATTRIBUTE.text, value);
  if (type === attributeType.int && typeof value === 'number') return integerField(ATTRIBUTE.int, value);
  if (type === attributeType.float && typeof value === 'number') return floatField(ATTRIBUTE.float, value);
  if (type === attributeType.bool && typeof value === 'boolean') return integerField(ATTRIBUTE.bool, value ? 1 : 0);
  if (type === attributeType.type && typeof value === 'number') return integerField(ATTRIBUTE.type, value);
  if (type === attributeType.function && typeof value === 'string') {
    return messageField(ATTRIBUTE.function, [textField(FUNCTION.name, value)]);
  }
  throw new Error(`attribute type ${type} with a value of type ${typeof value} has no encoding`);
}

function attributeEntry({ name, type, value }: Attribute): Buffer {
  if (type === attributeType.shape && Array.isArray(value)) {
    return entry(name, messageField(ATTRIBUTE.shape, shapeFields(value)));
  }
  if (Array.isArray(value)) {
    const elements = value.map((element) => attributeField(type, element));
    return entry(name, messageField(ATTRIBUTE.list, elements));
  }
  return entry(name, attributeField(type, value));
}

function tensorFields(shape: readonly number[], type: number, values: TensorValues): Buffer[] {
  const head = [integerField(TENSOR.type, type), messageField(TENSOR.shape, shapeFields(shape))];
  const [first] = values;
  if (type === dataType.float32 && first !== undefined && values.every((value) => Object.is(value, first))) {
    // One value stands for all, so that zeros of any shape cost nothing.
    return [...head, floatField(TENSOR.float, first)];
  }
  return [...head, bytesField(TENSOR.content, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))];
}

/** Builds a GraphDef node by node; names count up, so the same steps give the same bytes. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly #constants = new Map<string, string>();

  #add(prefix: string, operation: string, inputs: readonly string[], attributes: Buffer[], detail: string): string {
    const name = `${prefix}${this.nodes.length}`;
    const fields = [
      textField(NODE.name, name),
      textField(NODE.operation, operation),
      ...inputs.map((input) => textField(NODE.input, input)),
      ...attributes,
    ];
    this.nodes.push({ name, description: `${operation} ${detail}`, bytes: messageField(GRAPH.node, fields) });
    return name;
  }

  /** An argument of the function: a tensor of one type and shape, or a variable's handle. */
  placeholder(type: number, shape: readonly number[] | null, label: string): string {
    const attributes = [typeEntry('dtype', type)];
    if (shape !== null) attributes.push(entry('shape', messageField(ATTRIBUTE.shape, shapeFields(shape))));
    return this.#add('argument', 'Placeholder', [], attributes, label);
  }

  constant(type: number, shape: readonly number[], values: TensorValues): string {
    const tensor = messageField(ATTRIBUTE.tensor, tensorFields(shape, type, values));
    const content = tensor.toString('latin1');
    const known = this.#constants.get(content);
    if (known !== undefined) return known;
    const shown = `${Array.from(values.subarray(0, 4)).join(', ')}${values.length > 4 ? ', ...' : ''}`;
    const name = this.#add(
      'constant',
      'Const',
      [],
      [typeEntry('dtype', type), entry('value', tensor)],
      `of shape [${shape}]: ${shown}`,
    );
    this.#constants.set(content, name);
    return name;
  }

  /** @param after nodes that must have run before this one */
  operation(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly string[],
    after: Iterable<string>,
  ): string {
    const controls = [...after].map((name) => `^${name}`);
    return this.#add('node', operation, [...inputs, ...controls], attributes.map(attributeEntry), `of ${inputs}`);
  }
}

/** The nodes as a serialized GraphDef. */
export function encodeGraph(nodes: readonly GraphNode[]): Uint8Array {
  const versions = messageField(GRAPH.versions, [integerField(VERSIONS.producer, PRODUCER)]);
  return Buffer.concat([...nodes.map((node) => node.bytes), versions]);
}
