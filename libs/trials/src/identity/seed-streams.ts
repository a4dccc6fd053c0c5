import { createHash } from 'node:crypto';

/**
 * The seed of one named stream of randomness of a trial: two int32, the first 8 bytes (big endian) of
 * sha256(`${seed}:${name}`). Streams with different names are independent, so that drawing more from one (another batch
 * size, say) leaves the others as they were. Names in use: initialization, batches, noise, curve, evaluation, pictures,
 * importance, prior, marginal, gap, gap estimate; and of seed 0, whatever the trial, curve points, marginal points.
 */
export function seedStream(seed: number, name: string): readonly [number, number] {
  const digest = createHash('sha256').update(`${seed}:${name}`).digest();
  return [digest.readInt32BE(0), digest.readInt32BE(4)];
}
