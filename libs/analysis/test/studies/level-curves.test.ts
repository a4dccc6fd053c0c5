import test from 'ava';
import fc from 'fast-check';
import { columnGain, levelCurves } from '../../src/studies/level-curves.ts';

const plane = fc
  .tuple(fc.double({ min: 0.3, max: 6, noNaN: true }), fc.double({ min: 0.2, max: 2, noNaN: true }))
  .map(([first, share]) => ({ variance: share * first, eigenvalues: [first, 0.7 * first] as const }));

/** ln N(0, C) in the two directions, mean over data with these eigenvalues, with C = variance I + w w' written out. */
function logDensity(variance: number, [first, second]: readonly [number, number], x: number, y: number): number {
  const [a, b, c] = [variance + x * x, x * y, variance + y * y];
  const determinant = a * c - b * b;
  return -(Math.log(determinant) + (c * first + a * second) / determinant) / 2;
}

test('the gain of a column is what it adds to the log density of a Gaussian', (t) => {
  const length = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(plane, length, length, (at, x, y) => {
      const { variance, eigenvalues } = at;
      const expected = logDensity(variance, eigenvalues, x, y) - logDensity(variance, eigenvalues, 0, 0);
      return Math.abs(columnGain(at, { x, y }) - expected) < 1e-9 * (1 + Math.abs(expected));
    }),
  );
  t.pass();
});

test('a level curve is closed and has its level everywhere', (t) => {
  fc.assert(
    fc.property(plane, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (at, level) =>
      levelCurves(at, level).every(
        (curve) =>
          curve.every((point) => Math.abs(columnGain(at, point) - level) < 1e-9) &&
          Math.hypot((curve[0]?.x ?? 0) - (curve.at(-1)?.x ?? 0), (curve[0]?.y ?? 0) - (curve.at(-1)?.y ?? 0)) < 1e-6,
      ),
    ),
  );
  t.pass();
});

test('a maximum has no higher curve, a saddle has two lobes, and a minimum in all directions a ring', (t) => {
  const curves = (variance: number, level: number) =>
    levelCurves({ variance, eigenvalues: [2.51, 1.81] }, level).length;
  t.is(curves(3, 0.001), 0);
  t.is(curves(2.1, 0.001), 2);
  t.is(curves(1, 0.1), 2);
  t.is(curves(1, 0.2), 2);
  t.is(curves(1, 0.3), 0);
  for (const variance of [1, 2.1, 3]) t.is(curves(variance, -0.1), 1);
});
