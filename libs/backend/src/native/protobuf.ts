/**
 * The part of Protocol Buffers' wire format that a GraphDef needs: fields of variable-length integers, 32-bit floats and byte strings.
 * https://protobuf.dev/programming-guides/encoding
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const tag = (field: number, wireType: number) => varint((field << 3) | wireType);

/** An integer, negative ones as 64-bit two's complement. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

export const integerField = (field: number, value: number): Buffer =>
  Buffer.concat([tag(field, VARINT), varint(value)]);

export function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, FIXED_32), bytes]);
}

export const bytesField = (field: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes]);

export const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text));

/** A message within a message, made of its encoded fields. */
export const messageField = (field: number, fields: readonly Uint8Array[]): Buffer =>
  bytesField(field, Buffer.concat(fields));
