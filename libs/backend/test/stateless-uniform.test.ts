import { statelessUniform } from '@collapse/backend';
import test from 'ava';

test("Box and Muller's transform of them gives TensorFlow's normals: StatelessRandomNormal(shape=[4], seed=[1, 2])", (t) => {
  const [u0 = 0, u1 = 0, u2 = 0, u3 = 0] = statelessUniform(4, [1, 2]);
  const pair = (radius: number, angle: number) =>
    [Math.sin, Math.cos].map((wave) => Math.sqrt(-2 * Math.log(radius)) * wave(2 * Math.PI * angle));
  const reference = [0.544110119342804, 0.20738030970096588, 0.0735643208026886, 0.04643455147743225];
  for (const [index, value] of [...pair(u0, u1), ...pair(u2, u3)].entries()) {
    t.true(Math.abs(value - (reference[index] ?? Number.NaN)) < 1e-6, `${index}: ${value}`);
  }
});

test('fewer numbers are the beginning of more', (t) => {
  const many = statelessUniform(103, [3, -4]);
  for (const count of [0, 1, 3, 4, 5, 102]) t.deepEqual(statelessUniform(count, [3, -4]), many.subarray(0, count));
});

test('a hundred thousand of them are spread evenly over [0, 1)', (t) => {
  const count = 100_000;
  const sorted = statelessUniform(count, [11, 12]).sort();
  t.true((sorted[0] ?? -1) >= 0 && (sorted.at(-1) ?? 1) < 1);
  const distance = sorted.reduce((most, value, index) => Math.max(most, Math.abs(value - (index + 0.5) / count)), 0);
  // Kolmogorov and Smirnov: exceeded by one sample in a million.
  t.true(distance < 2.7 / Math.sqrt(count), `${distance}`);
});
