/** One array of a .safetensors file. */
export interface FloatTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** The header and the values both start at a multiple of this, so that a reader may map the file. */
const ALIGNMENT = 8;

/**
 * A .safetensors file of float32 arrays: eight bytes with the length of a JSON header, the header, and the values end to end,
 * little-endian (https://github.com/huggingface/safetensors, "Format").
 * @param metadata text under names of its own, which the format allows beside the arrays
 */
export function safetensorsFile(
  tensors: Readonly<Record<string, FloatTensor>>,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    if (Object.hasOwn(header, name)) throw new RangeError(`a tensor cannot have the name ${name}`);
    const size = shape.reduce((product, width) => product * width, 1);
    if (size !== values.length) throw new RangeError(`${name} has ${values.length} values for the shape [${shape}]`);
    const start = end;
    end += values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const whole = Buffer.allocUnsafe(8 + padded + end).fill(' ', 0, 8 + padded);
  whole.writeBigUInt64LE(BigInt(padded));
  text.copy(whole, 8);
  let position = 8 + padded;
  for (const { values } of Object.values(tensors)) {
    // A float32 of this machine is little-endian, as everywhere that Node runs the back ends.
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).copy(whole, position);
    position += values.byteLength;
  }
  return whole;
}
