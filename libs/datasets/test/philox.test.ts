import test from 'ava';
import { forEachUniform, philox, standardNormals } from '../src/philox.ts';

test('philox4x32-10 gives the known answers published with Random123', (t) => {
  const cases = [
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const;
  for (const { counter, key, words } of cases) {
    const output = new Uint32Array(4);
    philox(counter, key, output);
    t.deepEqual([...output], [...words]);
  }
});

test('uniforms lie in [0, 1) with the moments of a uniform, and a longer stream starts with the shorter one', (t) => {
  const uniforms: number[] = [];
  forEachUniform([1, 2], 100_000, (_, uniform) => uniforms.push(uniform));
  t.true(uniforms.every((uniform) => uniform >= 0 && uniform < 1));
  // Five standard errors.
  t.true(Math.abs(average(uniforms) - 1 / 2) < 5 * Math.sqrt(1 / 12 / 1e5));
  t.true(Math.abs(average(uniforms.map((u) => u * u)) - 1 / 3) < 5 * Math.sqrt(4 / 45 / 1e5));
  const shorter: number[] = [];
  forEachUniform([1, 2], 7, (_, uniform) => shorter.push(uniform));
  t.deepEqual(shorter, uniforms.slice(0, 7));
});

test('normals have the moments of a standard normal and do not depend on how many are drawn', (t) => {
  const normals = standardNormals([3, 4], 100_000);
  const moment = (power: number) => average([...normals].map((z) => z ** power));
  t.true(Math.abs(moment(1)) < 5 * Math.sqrt(1 / 1e5));
  t.true(Math.abs(moment(2) - 1) < 5 * Math.sqrt(2 / 1e5));
  t.true(Math.abs(moment(3)) < 5 * Math.sqrt(15 / 1e5));
  t.true(Math.abs(moment(4) - 3) < 5 * Math.sqrt(96 / 1e5));
  const neighbours = Array.from(
    { length: 50_000 },
    (_, pair) => (normals[2 * pair] ?? 0) * (normals[2 * pair + 1] ?? 0),
  );
  t.true(Math.abs(average(neighbours)) < 5 * Math.sqrt(1 / 5e4));
  t.deepEqual([...standardNormals([3, 4], 7)], [...normals.subarray(0, 7)]);
  t.notDeepEqual([...standardNormals([4, 3], 7)], [...normals.subarray(0, 7)]);
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
