import { forEachBlock, uniform } from './stateless-random.ts';

/** TensorFlow's StatelessRandomNormal in JavaScript: Box and Muller's transform in float32. */

const { fround } = Math;
const SMALLEST_UNIFORM = fround(1e-7);

/**
 * `count` standard normals for the seed pair (two int32), float32; the first `count` of the same endless row for every `count`.
 */
export function statelessNormal(count: number, seed: readonly [number, number]): Float32Array {
  const normals = new Float32Array(count);
  forEachBlock(count, seed, (words, start) => {
    for (let pair = 0; pair < 4; pair += 2) {
      const radiusWord = pair === 0 ? words[0] : words[2];
      const angleWord = pair === 0 ? words[1] : words[3];
      const angle = fround(2 * Math.PI * uniform(angleWord));
      const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(Math.max(uniform(radiusWord), SMALLEST_UNIFORM))))));
      // Writes past the end of a typed array are ignored, which cuts the last block to size.
      normals[start + pair] = fround(Math.sin(angle)) * radius;
      normals[start + pair + 1] = fround(Math.cos(angle)) * radius;
    }
  });
  return normals;
}
