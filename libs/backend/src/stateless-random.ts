/**
 * The generator of TensorFlow's stateless random operations: the counter-based Philox 4x32-10 (Salmon et al. 2011, "Parallel
 * random numbers: as easy as 1, 2, 3") over seeds that are scrambled once.
 */

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const KEY_STEP_A = 0x9e3779b9;
const KEY_STEP_B = 0xbb67ae85;
const ROUNDS = 10;

/** The high 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) >>> 0;
}

export type FourWords = readonly [number, number, number, number];

/** One block of four random 32-bit words for a counter and a key. */
function philox(counter: FourWords, key: readonly [number, number]): FourWords {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = multiplyHigh(MULTIPLIER_A, c0);
    const highB = multiplyHigh(MULTIPLIER_B, c2);
    const lowA = Math.imul(MULTIPLIER_A, c0);
    const lowB = Math.imul(MULTIPLIER_B, c2);
    c0 = (highB ^ c1 ^ k0) >>> 0;
    c1 = lowB >>> 0;
    c2 = (highA ^ c3 ^ k1) >>> 0;
    c3 = lowA >>> 0;
    k0 = (k0 + KEY_STEP_A) >>> 0;
    k1 = (k1 + KEY_STEP_B) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The low 23 bits as the mantissa of a float32 in [0, 1). */
export function uniform(word: number): number {
  return (word & 0x7fffff) / 0x800000;
}

/**
 * Calls `use` with the four words of each block that `count` numbers of a seed pair (two int32) are made from, and with the
 * index of the first of those numbers.
 */
export function forEachBlock(
  count: number,
  seed: readonly [number, number],
  use: (words: FourWords, start: number) => void,
): void {
  // The seeds are scrambled once into key and counter, each seed sign-extended to 64 bits.
  const [seed0, seed1] = [seed[0] | 0, seed[1] | 0];
  const scrambled = philox(
    [seed0 >>> 0, (seed0 >> 31) >>> 0, seed1 >>> 0, (seed1 >> 31) >>> 0],
    [0x3ec8f720, 0x02461e29],
  );
  const key = [scrambled[0], scrambled[1]] as const;
  for (let start = 0; start < count; start += 4) {
    const block = start / 4;
    use(philox([block >>> 0, Math.floor(block / 2 ** 32), scrambled[2], scrambled[3]], key), start);
  }
}
