import test from 'ava';
import { initialParameters, memberOf } from '../../src/start/initial-parameters.ts';

const definitions = (deviation: number) => ({
  weights: { shape: [30, 20], start: { normal: deviation } },
  others: { shape: [30, 20], start: { normal: deviation } },
  biases: { shape: [1, 3], start: { constant: -0.5 } },
});

const deviationOf = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

test('a pack starts as each of its members alone, by its own seed and definitions', (t) => {
  const members = [
    { definitions: definitions(1), seed: [3, 5] },
    { definitions: definitions(0.2), seed: [4, 5] },
  ] as const;
  const pack = initialParameters(members);
  t.deepEqual(pack.weights?.shape, [2, 30, 20]);
  for (const [index, member] of members.entries()) t.deepEqual(memberOf(pack, index), initialParameters([member]));
  const [one, other] = [memberOf(pack, 0), memberOf(pack, 1)];
  // Standard error of a deviation over 600 draws: 3%.
  t.true(Math.abs(deviationOf(one.weights?.values ?? new Float32Array()) - 1) < 0.12);
  t.true(Math.abs(deviationOf(other.weights?.values ?? new Float32Array()) - 0.2) < 0.024);
  t.deepEqual([...(other.biases?.values ?? [])], [-0.5, -0.5, -0.5]);
});

test('draws differ by parameter and by both words of the seed', (t) => {
  const drawn = (seed: readonly [number, number]) => initialParameters([{ definitions: definitions(1), seed }]);
  const first = drawn([3, 5]);
  t.notDeepEqual(first.weights, first.others);
  t.notDeepEqual(first.weights, drawn([4, 5]).weights);
  t.notDeepEqual(first.weights, drawn([3, 50]).weights);
  t.deepEqual(first, drawn([3, 5]));
});
