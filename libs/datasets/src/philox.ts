/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3". Word i of a stream depends on the key and i alone, so that a value never depends on how many came before.
 */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_INCREMENTS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

/** Two 32-bit integers; see seedStream of @collapse/trials. */
export type Key = readonly [number, number];
export type Counter = readonly [number, number, number, number];

/** Fills `output` with the four unsigned words of a counter. */
export function philox(counter: Counter, key: Key, output: Uint32Array): void {
  let [x0, x1, x2, x3] = counter;
  let [key0, key1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIERS[0], x0);
    const low0 = Math.imul(MULTIPLIERS[0], x0);
    const high1 = multiplyHigh(MULTIPLIERS[1], x2);
    const low1 = Math.imul(MULTIPLIERS[1], x2);
    [x0, x1, x2, x3] = [high1 ^ x1 ^ key0, low1, high0 ^ x3 ^ key1, low0];
    key0 = (key0 + KEY_INCREMENTS[0]) | 0;
    key1 = (key1 + KEY_INCREMENTS[1]) | 0;
  }
  output[0] = x0;
  output[1] = x1;
  output[2] = x2;
  output[3] = x3;
}

/** Calls `use(index, u)` with u in [0, 1), a multiple of 2^-32, for each index below `count`. */
export function forEachUniform(key: Key, count: number, use: (index: number, uniform: number) => void): void {
  const words = new Uint32Array(4);
  for (let index = 0; index < count; index++) {
    if (index % 4 === 0) philox([index / 4, 0, 0, 0], key, words);
    use(index, (words[index % 4] ?? 0) / 2 ** 32);
  }
}

/** Independent standard normals, shape [count], by the Box-Muller transform of pairs of words. */
export function standardNormals(key: Key, count: number): Float64Array {
  const normals = new Float64Array(count);
  const words = new Uint32Array(4);
  for (let index = 0; index < count; index += 2) {
    const word = index % 4;
    if (word === 0) philox([index / 4, 0, 0, 0], key, words);
    // Half a step away from 0, where the logarithm is infinite.
    const radius = Math.sqrt(-2 * Math.log(((words[word] ?? 0) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * (words[word + 1] ?? 0)) / 2 ** 32;
    normals[index] = radius * Math.cos(angle);
    if (index + 1 < count) normals[index + 1] = radius * Math.sin(angle);
  }
  return normals;
}

/** Upper 32 bits of the product of two unsigned 32-bit integers, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh] = [a & 0xffff, a >>> 16];
  const [bLow, bHigh] = [b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + (cross >>> 16);
}
