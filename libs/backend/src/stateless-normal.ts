/**
 * TensorFlow's StatelessRandomNormal in JavaScript: the counter-based generator Philox 4x32-10 (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3") and Box and Muller's transform in float32.
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

type FourWords = readonly [number, number, number, number];

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

const { fround } = Math;
const SMALLEST_UNIFORM = fround(1e-7);

/** The low 23 bits as the mantissa of a float32 in [0, 1). */
function uniform(word: number): number {
  return (word & 0x7fffff) / 0x800000;
}

/**
 * `count` standard normals for the seed pair (two int32), float32; the first `count` of the same endless row for every `count`.
 */
export function statelessNormal(count: number, seed: readonly [number, number]): Float32Array {
  // The seeds are scrambled once into key and counter, each seed sign-extended to 64 bits.
  const [seed0, seed1] = [seed[0] | 0, seed[1] | 0];
  const scrambled = philox(
    [seed0 >>> 0, (seed0 >> 31) >>> 0, seed1 >>> 0, (seed1 >> 31) >>> 0],
    [0x3ec8f720, 0x02461e29],
  );
  const key = [scrambled[0], scrambled[1]] as const;
  const normals = new Float32Array(count);
  for (let start = 0; start < count; start += 4) {
    const block = start / 4;
    const words = philox([block >>> 0, Math.floor(block / 2 ** 32), scrambled[2], scrambled[3]], key);
    for (let pair = 0; pair < 4; pair += 2) {
      const radiusWord = pair === 0 ? words[0] : words[2];
      const angleWord = pair === 0 ? words[1] : words[3];
      const angle = fround(2 * Math.PI * uniform(angleWord));
      const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(Math.max(uniform(radiusWord), SMALLEST_UNIFORM))))));
      // Writes past the end of a typed array are ignored, which cuts the last block to size.
      normals[start + pair] = fround(Math.sin(angle)) * radius;
      normals[start + pair + 1] = fround(Math.cos(angle)) * radius;
    }
  }
  return normals;
}
