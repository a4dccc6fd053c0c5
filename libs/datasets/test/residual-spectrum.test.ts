import test from 'ava';
import { withResidualSpectrum } from '../src/residual-spectrum.ts';
import { sharedFloat32 } from '../src/shared-arrays.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

function shared(numbers: readonly number[]) {
  const values = sharedFloat32(numbers.length);
  values.set(numbers);
  return values;
}

test('each condition of the same data has its own mean and leaves its own spectrum, also from the cache', async (t) => {
  const options = { cacheDirectory: await temporaryDirectory(t), onNotice: () => {} };
  // x = (a, b) with variances 4 and 1, and conditions that are one of the two, moved.
  const [a, b] = [
    [2, -2, 2, -2],
    [1, 1, -1, -1],
  ];
  const values = shared(a.flatMap((value, row) => [value, b[row] ?? 0]));
  const data = { count: 4, dim: 2, checksum: 'the same' };
  for (let round = 0; round < 2; round++) {
    for (const [numbers, offset, left] of [
      [a, 5, 1],
      [b, -3, 4],
    ] as const) {
      const given = shared(numbers.flatMap((value) => [value + offset, 2 * offset]));
      const { residualEigenvalues, mean } = await withResidualSpectrum(
        { dim: 2, values: given, test: null },
        values,
        data,
        options,
      );
      t.true(Math.abs((residualEigenvalues[0] ?? 0) - left) < 1e-12, `${residualEigenvalues}`);
      t.true(Math.abs(residualEigenvalues[1] ?? 1) < 1e-12);
      t.deepEqual([...mean], [offset, 2 * offset]);
    }
  }
});
