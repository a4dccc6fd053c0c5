import { forEachBlock, uniform } from './stateless-random.ts';

/**
 * TensorFlow's StatelessRandomUniform in JavaScript: `count` multiples of 2^-23 in [0, 1) for the seed pair (two int32),
 * float32; the first `count` of the same endless row for every `count`.
 */
export function statelessUniform(count: number, seed: readonly [number, number]): Float32Array {
  const uniforms = new Float32Array(count);
  // Writes past the end of a typed array are ignored, which cuts the last block to size.
  forEachBlock(count, seed, (words, start) => {
    for (const [offset, word] of words.entries()) uniforms[start + offset] = uniform(word);
  });
  return uniforms;
}
