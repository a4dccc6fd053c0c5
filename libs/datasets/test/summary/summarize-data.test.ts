import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eigenvaluesOf, momentsOf } from '@collapse/closed-forms';
import { datasetSpecification, UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { loadDataset, summarizeData } from '../../src/index.ts';
import { standardNormals } from '../../src/philox.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** As numpy.save writes it: numpy.lib.format, version 1. */
function npyBytes(values: Float32Array | Float64Array, shape: readonly number[], fortran = false): Buffer {
  const type = values instanceof Float32Array ? '<f4' : '<f8';
  const header = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}), }`;
  const padded = `${header.padEnd(117)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const start = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded)]);
  return Buffer.concat([start, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

async function summaryOf(
  t: ExecutionContext,
  file: string,
  content: Uint8Array | string,
  fields: Readonly<Record<string, unknown>> = {},
  wanted = 10,
) {
  const folder = await temporaryDirectory(t);
  await writeFile(path.join(folder, file), content);
  const options = { arraysDirectory: folder, cacheDirectory: path.join(folder, 'cache'), onNotice: () => {} };
  const specification = datasetSpecification.parse({ name: 'array', file, ...fields });
  const summary = await summarizeData(specification, { ...options, wanted });
  return { summary, load: () => loadDataset(specification, options) };
}

const near = (actual: Float64Array, expected: Float64Array, share = 1e-12) =>
  actual.every((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) <= share * (expected[0] ?? 0));

/** Correlated, each column with its own scale, far from the origin. */
function correlated(count: number, dim: number): Float64Array {
  const normals = standardNormals([count, dim], count * dim);
  return normals.map((value, index) => (value + (normals[index - (index % dim)] ?? 0)) * (1 + (index % dim)) + 50);
}

const allEigenvalues = (values: Float32Array | Float64Array, count: number, dim: number) =>
  eigenvaluesOf(momentsOf(values, count, dim));

test('a .npy file in either order and precision has the spectrum of its values', async (t) => {
  const [count, dim] = [300, 7];
  const values = correlated(count, dim);
  const expected = allEigenvalues(values, count, dim);
  const byColumn = values.map((_, index) => values[(index % count) * dim + Math.floor(index / count)] ?? Number.NaN);
  for (const bytes of [npyBytes(values, [count, dim]), npyBytes(byColumn, [count, dim], true)]) {
    const { summary } = await summaryOf(t, 'x.npy', bytes);
    t.deepEqual([summary.count, summary.dim, summary.leading], [count, dim, null]);
    t.true(near(summary.eigenvalues, expected));
    t.true(Math.abs(summary.trace - expected.reduce((sum, value) => sum + value, 0)) < 1e-9);
  }
  const single = Float32Array.from(values);
  const { summary } = await summaryOf(t, 'x.npy', npyBytes(single, [count, 7, 1]), { count: 200 });
  t.is(summary.count, 200);
  t.true(near(summary.eigenvalues, allEigenvalues(single.subarray(0, 200 * dim), 200, dim)));
});

test('scaled columns have the spectrum that a trial has of them', async (t) => {
  const [count, dim] = [300, 5];
  const values = Float32Array.from(correlated(count, dim), (value, index) => (index % dim === 3 ? 4 : Math.abs(value)));
  for (const scaling of ['none', 'standardize', 'unit', 'log1p']) {
    const { summary, load } = await summaryOf(t, 'x.npy', npyBytes(values, [count, dim]), { scaling });
    t.true(near(summary.eigenvalues, (await load()).spectrum.eigenvalues, 1e-6), scaling);
    t.deepEqual([summary.constant, summary.eigenvalues.at(-1)], [[3], 0]);
  }
});

test('a large file is summed in parts by threads, and has the same spectrum', async (t) => {
  const [count, dim] = [36_000, 240];
  const values = Float32Array.from(correlated(count, dim));
  for (let row = 0; row < count; row++) values[row * dim + 9] = values[row * dim + 4] ?? 0;
  const bytes = npyBytes(values, [count, dim]);
  const { summary } = await summaryOf(t, 'x.npy', bytes);
  t.true(near(summary.eigenvalues, allEigenvalues(values, count, dim)));
  t.deepEqual(summary.duplicates, [{ column: 9, of: 4 }]);
  values[(count - 1) * dim + 7] = Number.NaN;
  await t.throwsAsync(summaryOf(t, 'x.npy', npyBytes(values, [count, dim])), {
    instanceOf: UserError,
    message: /data point 36000, column 8: expected a finite number within float32, received NaN/,
  });
});

test('text larger than a piece, with quotes over lines, is read as a whole would be', async (t) => {
  const count = 150_000;
  const value = (row: number) => [row % 7, Math.sin(row) * 1e3, row % 7, 2];
  const lines = Array.from({ length: count }, (_, row) => {
    const [a, b, c, d] = value(row);
    return `${a},"x\n""${row}""",${b},${c},${d}`;
  });
  const text = `a,words,b,c,d\n${lines.join('\n')}\n`;
  t.true(text.length > 4.5e6);
  const columns = ['a', 'b', 'c', 'd'];
  const { summary } = await summaryOf(t, 'x.csv', text, { columns });
  const values = Float64Array.from({ length: count * 4 }, (_, index) => value(Math.floor(index / 4))[index % 4] ?? 0);
  t.is(summary.count, count);
  t.true(near(summary.eigenvalues, allEigenvalues(values, count, 4)));
  t.deepEqual([summary.constant, summary.duplicates], [[3], [{ column: 2, of: 0 }]]);

  lines[count - 5] = '1,word,oops,3,4';
  await t.throwsAsync(summaryOf(t, 'x.csv', `a,words,b,c,d\n${lines.join('\n')}\n`, { columns }), {
    instanceOf: UserError,
    // Each row before it takes two lines, the names one.
    message: new RegExp(`row ${2 * (count - 5) + 2}, column b: expected a number, received "oops"`),
  });
});

test('columns that are nearly the same are not called the same', async (t) => {
  const values = correlated(500, 4).map((value, index, all) => {
    if (index % 4 === 1) return all[index - 1] ?? 0;
    if (index % 4 === 2) return (all[index - 2] ?? 0) * (index > 1996 ? 1 + 1e-15 : 1);
    return value;
  });
  const { summary } = await summaryOf(t, 'x.npy', npyBytes(values, [500, 4]));
  t.deepEqual(summary.duplicates, [{ column: 1, of: 0 }]);
});

test('many columns: the leading eigenvalues, what is left of the trace, or all of a low rank', async (t) => {
  for (const dim of [1540, 4100]) {
    const count = 160;
    const normals = standardNormals([count, dim], count * dim);
    const values = Float32Array.from(normals, (value, index) => value * 0.99 ** Math.floor(index / dim) + 3);
    // The Gram matrix of the centred rows has the same eigenvalues and is small.
    const mean = new Float64Array(dim);
    for (const [index, value] of values.entries()) mean[index % dim] = (mean[index % dim] ?? 0) + value / count;
    const centred = Float64Array.from(values, (value, index) => value - (mean[index % dim] ?? 0));
    const gram = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < dim; k++) sum += (centred[i * dim + k] ?? 0) * (centred[j * dim + k] ?? 0);
        gram[i * count + j] = sum / count;
        gram[j * count + i] = sum / count;
      }
    }
    const expected = eigenvaluesOf({ covariance: gram, dim: count });
    const trace = expected.reduce((sum, value) => sum + value, 0);
    const { summary } = await summaryOf(t, 'x.npy', npyBytes(values, [count, dim]), {}, 40);
    t.is(summary.eigenvalues.length, 40);
    t.true(near(summary.eigenvalues, expected, 1e-10), String(dim));
    t.true(Math.abs(summary.trace - trace) < 1e-9 * trace);
    const known = summary.eigenvalues.reduce((sum, value) => sum + value, 0);
    t.true(Math.abs((summary.leading?.rest ?? 0) - (trace - known)) < 1e-9 * trace);

    const few = values.subarray(0, 30 * dim);
    const all = (await summaryOf(t, 'x.npy', npyBytes(few, [30, dim]), {}, 40)).summary;
    t.deepEqual([all.leading, all.eigenvalues.length], [null, dim]);
    t.is(all.eigenvalues.filter((value) => value > 0).length, 29);
  }
});

test('what a chunk cannot give is loaded as a whole', async (t) => {
  const values = correlated(100, 3);
  const { summary, load } = await summaryOf(t, 'x.npy', npyBytes(values, [100, 3]), { testFraction: 0.2 });
  t.is(summary.count, 80);
  t.true(near(summary.eigenvalues, (await load()).spectrum.eigenvalues, 1e-12));
  const refusals: readonly (readonly [file: string, content: Uint8Array | string, message: RegExp, fields?: object])[] =
    [
      ['x.npy', npyBytes(values, [100, 4]), /bytes, as its header says/],
      ['x.npy', npyBytes(values, [100, 3]), /at most the 100 data points/, { count: 101 }],
      [
        'x.npy',
        npyBytes(
          values.map((value, index) => (index === 7 ? -1 : Math.abs(value))),
          [100, 3],
        ),
        /data point 3, column 2: expected a number above -1/,
        { scaling: 'log1p' },
      ],
      ['x.npy', '<html>', /a page of HTML/],
      ['x.csv', '<!doctype html>\n', /a page of HTML/],
      ['x.csv', '', /an empty file/],
      ['x.csv', 'a,b\n1,2\n3\n', /row 3: expected 2 columns/],
      ['x.csv', 'a,b\n1,1e999\n', /data point 1, column b/],
    ];
  for (const [file, content, message, fields] of refusals) {
    await t.throwsAsync(summaryOf(t, file, content, { ...fields }), { instanceOf: UserError, message });
  }
});
