/**
 * WebAssembly's binary format as far as one numeric loop needs it (core specification 2.0, chapter 5): instructions as
 * bytes, by their names in the text format.
 */
export type Bytes = readonly number[];

/** Value types. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** Unsigned LEB128. */
function unsigned(value: number): Bytes {
  const rest = Math.floor(value / 128);
  return rest === 0 ? [value] : [(value % 128) | 0x80, ...unsigned(rest)];
}

/** Signed LEB128 of a number >= 0. */
function signed(value: number): Bytes {
  const rest = value >> 7;
  return rest === 0 && (value & 0x40) === 0 ? [value] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

const vector = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
const simd = (code: number): Bytes => [0xfd, ...unsigned(code)];
/** Memory operand: aligned to 8 bytes, `offset` bytes further on. */
const memory = (offset: number): Bytes => [3, ...unsigned(offset)];

export const get = (local: number): Bytes => [0x20, ...unsigned(local)];
export const set = (local: number): Bytes => [0x21, ...unsigned(local)];
export const tee = (local: number): Bytes => [0x22, ...unsigned(local)];
export const i32Const = (value: number): Bytes => [0x41, ...signed(value)];
export const I32_ADD: Bytes = [0x6a];
export const I32_SUB: Bytes = [0x6b];
export const I32_MUL: Bytes = [0x6c];
export const I32_LESS_UNSIGNED: Bytes = [0x49];
export const F64_ADD: Bytes = [0xa0];
export const f64Load = (offset: number): Bytes => [0x2b, ...memory(offset)];
export const f64Store = (offset: number): Bytes => [0x39, ...memory(offset)];
export const v128Load = (offset: number): Bytes => [...simd(0), ...memory(offset)];
export const V128_ZERO: Bytes = [...simd(12), ...Array<number>(16).fill(0)];
export const f64x2Lane = (lane: 0 | 1): Bytes => [...simd(0x21), lane];
export const F64X2_ADD: Bytes = simd(0xf0);
export const F64X2_MUL: Bytes = simd(0xf2);

/** Runs the body again and again while it leaves a number other than 0. */
export const loopWhile = (...body: readonly Bytes[]): Bytes => [0x03, 0x40, ...body.flat(), 0x0d, 0, 0x0b];

/** A module that imports the memory `env.memory` and exports one function `run` of i32 parameters without a result. */
export function moduleOf(
  parameters: number,
  locals: readonly [count: number, type: number][],
  body: Bytes,
): Uint8Array {
  const section = (id: number, content: Bytes): Bytes => [id, ...unsigned(content.length), ...content];
  const name = (text: string): Bytes => vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
  const code = [...vector(locals.map(([count, type]) => [...unsigned(count), type])), ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector(Array(parameters).fill([I32])), 0]])),
    ...section(2, vector([[...name('env'), ...name('memory'), 2, 0, ...unsigned(1)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name('run'), 0, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}
