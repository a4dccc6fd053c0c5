/** How numbers lie in a file: float, signed or unsigned integer, boolean or bfloat16, and bytes each. */
export type NumberType = 'f2' | 'f4' | 'f8' | 'bf2' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8' | 'b1';

type Reader = (view: DataView, offset: number, little: boolean) => number;

const READERS: { readonly [Type in NumberType]: Reader } = {
  f2: (view, offset, little) => float16(view.getUint16(offset, little)),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
  bf2: (view, offset, little) => bfloat16(view.getUint16(offset, little)),
  i1: (view, offset) => view.getInt8(offset),
  i2: (view, offset, little) => view.getInt16(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  u1: (view, offset) => view.getUint8(offset),
  u2: (view, offset, little) => view.getUint16(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  b1: (view, offset) => view.getUint8(offset),
};

const LONG_TYPES: ReadonlySet<NumberType> = new Set(['f8', 'i4', 'i8', 'u4', 'u8']);
const HOST_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(READERS, name);
}

/** Whether float32 does not hold the numbers to the last digit. */
export function needsFloat64(type: NumberType): boolean {
  return LONG_TYPES.has(type);
}

export function bytesPerNumber(type: NumberType): number {
  return Number(type.at(-1));
}

/**
 * `length` numbers from the start of `bytes`, a view of them where they lie there as this machine has them; integers beyond
 * 2^53 are rounded.
 */
export function decodeNumbers(
  bytes: Uint8Array,
  length: number,
  { type, little }: { readonly type: NumberType; readonly little: boolean },
): Float32Array | Float64Array {
  const size = bytesPerNumber(type);
  if ((type === 'f4' || type === 'f8') && little === HOST_IS_LITTLE) {
    // Copied where the numbers do not start at a multiple of their size.
    const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
    return type === 'f4' ? new Float32Array(buffer, byteOffset, length) : new Float64Array(buffer, byteOffset, length);
  }
  const values = needsFloat64(type) ? new Float64Array(length) : new Float32Array(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[type];
  for (let index = 0; index < length; index++) values[index] = read(view, index * size, little);
  return values;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  return new Float32Array(new Uint32Array([bits * 0x10000]).buffer)[0] ?? Number.NaN;
}
