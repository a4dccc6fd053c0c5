import { eigendecompose, momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import fc from 'fast-check';
import type { SpecificationOf } from '../../src/dataset.ts';
import { synthetic } from '../../src/sources/synthetic.ts';

const options = { cacheDirectory: '', onNotice: () => undefined };
const base: SpecificationOf<'synthetic'> = {
  name: 'synthetic',
  eigenvalues: [25, 16, 9, 4, 1],
  dim: 5,
  count: 4096,
  noise: 0,
  exact: false,
  seed: 0,
};

test('exact: mean 0 and the asked eigenvalues to float32 rounding, over random shapes', async (t) => {
  const shapes = fc.record({
    eigenvalues: fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 6 }),
    otherDimensions: fc.integer({ min: 0, max: 6 }),
    additionalPoints: fc.integer({ min: 1, max: 200 }),
    noise: fc.constantFrom(0, 0.5),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ eigenvalues, otherDimensions, additionalPoints, noise, seed }) => {
      const dim = eigenvalues.length + otherDimensions;
      const count = dim + additionalPoints;
      const { values } = await synthetic.load({ ...base, eigenvalues, dim, count, noise, seed, exact: true }, options);
      const moments = momentsOf(values, count, dim);
      const asked = [...eigenvalues, ...Array<number>(otherDimensions).fill(noise)].sort((a, b) => b - a);
      const largest = asked[0] ?? 0;
      eigendecompose(moments).eigenvalues.forEach((eigenvalue, index) => {
        t.true(Math.abs(eigenvalue - (asked[index] ?? Number.NaN)) < 1e-6 * largest);
      });
      t.true(moments.mean.every((mean) => Math.abs(mean) < 1e-6 * Math.sqrt(largest)));
    }),
    { numRuns: 40 },
  );
});

test('without exact the spectrum is the asked one within sampling error, and not exactly', async (t) => {
  const { values, test: heldOut } = await synthetic.load(base, options);
  const { eigenvalues } = eigendecompose(momentsOf(values, base.count, base.dim));
  eigenvalues.forEach((eigenvalue, index) => {
    // The standard deviation of a sample eigenvalue is about lambda sqrt(2 / N); five of them.
    const relative = eigenvalue / (base.eigenvalues[index] ?? Number.NaN) - 1;
    t.true(Math.abs(relative) < 5 * Math.sqrt(2 / base.count));
    t.true(Math.abs(relative) > 1e-6);
  });
  t.is(heldOut?.count, 1000);
});

test('held-out data lies in the same directions as the training data', async (t) => {
  const spectrum = { eigenvalues: [100, 1], dim: 8, noise: 0.01 };
  const { values, test: heldOut } = await synthetic.load({ ...base, ...spectrum }, options);
  const direction = (data: Float32Array, count: number) => {
    const { eigenvectors } = eigendecompose(momentsOf(data, count, 8));
    return Array.from({ length: 8 }, (_, row) => eigenvectors[row * 8] ?? Number.NaN);
  };
  const [a, b] = [direction(values, base.count), direction(heldOut?.values ?? values, heldOut?.count ?? 0)];
  t.true(Math.abs(a.reduce((sum, value, row) => sum + value * (b[row] ?? 0), 0)) > 0.999);
  t.notDeepEqual([...values.subarray(0, 8)], [...(heldOut?.values.subarray(0, 8) ?? [])]);
});

test('the same seed gives the same data, another seed other data', async (t) => {
  const values = async (seed: number) => [...(await synthetic.load({ ...base, count: 10, seed }, options)).values];
  t.deepEqual(await values(1), await values(1));
  t.notDeepEqual(await values(1), await values(2));
});
