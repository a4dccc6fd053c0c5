import type { TracedGraph } from './trace-graphs.ts';

/** A protobuf field: its number, and its varint or its bytes. */
type Field = readonly [number: number, value: number | Buffer];

/** Of the messages here: fields are varints, bytes or 32-bit floats. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [number, wire] = [tag >> 3, tag & 7];
    if (wire === 0) {
      fields.push([number, varint()]);
      continue;
    }
    if (wire !== 2 && wire !== 5) throw new Error(`a GraphDef field of wire type ${wire} has no reading here`);
    const length = wire === 2 ? varint() : 4;
    fields.push([number, message.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

const all = (fields: readonly Field[], number: number) =>
  fields.filter(([own]) => own === number).map(([, value]) => (Buffer.isBuffer(value) ? value : Buffer.of(value)));

/** A line a node, to be compared with those of another commit: name, operation, inputs, and attributes as bytes in hexadecimal. */
export function graphText({ bytes, ends: [inputs, outputs, controls] }: TracedGraph): string {
  // Field numbers of GraphDef, NodeDef and the entries of its attributes (tensorflow/core/framework).
  const nodes = all(fieldsOf(Buffer.from(bytes)), 1).map((node) => {
    const fields = fieldsOf(node);
    const attributes = all(fields, 5).map((entry) => {
      const [key, value] = [1, 2].map((number) => all(fieldsOf(entry), number)[0]);
      return `${key}=${value?.toString('hex')}`;
    });
    return `${all(fields, 1)} = ${all(fields, 2)}(${all(fields, 3).join(', ')}) ${attributes.join(' ')}`;
  });
  return [...nodes, `inputs ${inputs}`, `outputs ${outputs}`, `controls ${controls}`]
    .map((line) => `${line}\n`)
    .join('');
}
