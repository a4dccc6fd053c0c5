import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasetShape } from '../../../src/index.ts';
import { optionalModule } from '../../../src/sources/array/optional-module.ts';
import { type Fields, load, refusal } from '../../support/load-array.ts';

const jsonOf = (name: string) => JSON.parse(readFileSync(path.join(import.meta.dirname, '../../data', name), 'utf8'));
const { halves, eigenvalues }: { readonly halves: number[]; readonly eigenvalues: number[] } = jsonOf('arrays.json');
/** Written by pandas, pyarrow, h5py and anndata: see data/make-tables.py. */
const { files }: { readonly files: Readonly<Record<string, string>> } = jsonOf('tables.json');
const bytesOf = (name: string) => gunzipSync(Buffer.from(files[name] ?? '', 'base64'));
const endingOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);

const integers = halves.map((value) => 2 * value);
const columnsOf = (values: readonly number[], ...columns: readonly number[]) =>
  [0, 1, 2, 3].flatMap((row) => columns.map((column) => values[3 * row + column] ?? Number.NaN));

test('each format gives the numbers and eigenvalues that numpy has', async (t) => {
  const cases: readonly (readonly [name: string, fields?: Fields])[] = [
    ...['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'].map((codec) => [`halves ${codec}.parquet`] as const),
    ...['row groups.parquet', 'split.parquet'].map((name) => [name] as const),
    ...['uncompressed', 'lz4', 'zstd'].map((codec) => [`halves ${codec}.feather`] as const),
    ['chunks.feather'],
    ['one.h5'],
    ['one.h5', { key: 'group/x' }],
    ['several.h5', { key: 'packed' }],
    ['several.h5', { key: 'types/f2' }],
    ['several.h5', { key: 'types/f4' }],
    ['several.h5', { key: 'types/f8' }],
    ['dense.h5ad'],
    ['rows.h5ad'],
    ['columns.h5ad'],
    ['columns.h5ad', { key: 'X' }],
  ];
  for (const [name, fields] of cases) {
    for (const [file, content] of [
      [`x.${endingOf(name)}`, bytesOf(name)],
      [`x.${endingOf(name)}.gz`, gzipSync(bytesOf(name))],
    ] as const) {
      const { values, spectrum } = await load(t, file, content, fields);
      t.deepEqual([...values], halves, `${name} as ${file}`);
      for (const [index, expected] of eigenvalues.entries()) {
        t.true(Math.abs((spectrum.eigenvalues[index] ?? 0) - expected) < 1e-12, name);
      }
    }
  }
});

test('integers, booleans and floats of every width', async (t) => {
  const valuesOf = async (name: string, fields?: Fields) => [
    ...(await load(t, `x.${endingOf(name)}`, bytesOf(name), fields)).values,
  ];
  for (const format of ['parquet', 'feather']) {
    t.deepEqual(await valuesOf(`integers.${format}`), integers);
    const others = [0, 1, 2, 3].flatMap((row) => {
      const [first = 0, second = 0, third = 0] = integers.slice(3 * row, 3 * row + 3);
      return [first / 2, second / 2, Math.abs(third), first > 2 ? 1 : 0];
    });
    t.deepEqual(await valuesOf(`others.${format}`), others);
  }
  for (const key of ['types/i2', 'types/i4']) t.deepEqual(await valuesOf('several.h5', { key }), integers);
  t.deepEqual(await valuesOf('several.h5', { key: 'types/u8' }), integers.map(Math.abs));
  t.deepEqual(
    await valuesOf('several.h5', { key: 'flags' }),
    integers.map((value) => (value > 2 ? 1 : 0)),
  );
  t.deepEqual(await valuesOf('rows.h5ad', { key: 'layers/counts' }), integers);
});

test('columns are taken by name, in the order asked for', async (t) => {
  for (const name of ['text.parquet', 'text.feather', 'indexed.parquet', 'dense.h5ad', 'rows.h5ad', 'columns.h5ad']) {
    const { values } = await load(t, `x.${endingOf(name)}`, bytesOf(name), { columns: ['c', 'a'] });
    t.deepEqual([...values], columnsOf(halves, 2, 0), name);
  }
});

test('an array of any rank keeps its shape', async (t) => {
  const { values, dim } = await load(t, 'x.h5', bytesOf('several.h5'), { key: 'cube' });
  t.is(dim, 12);
  t.deepEqual([...values], [...Array(24).keys()]);
});

test('what a writer of JavaScript writes is read', async (t) => {
  const columnData = ['a', 'b', 'c'].map((name, column) => ({
    name,
    data: columnsOf(halves, column),
    type: 'DOUBLE' as const,
  }));
  const content = new Uint8Array(parquetWriteBuffer({ columnData }));
  t.deepEqual([...(await load(t, 'x.parquet', content)).values], halves);
});

test('what cannot be right is refused with its place', async (t) => {
  const refuse = (name: string, message: RegExp, fields: Fields = {}) =>
    refusal(t, `x.${endingOf(name)}`, bytesOf(name), fields, message);
  for (const format of ['parquet', 'feather']) {
    await refuse(`missing.${format}`, /x\.\w+, data point 3, column b: expected a number, received a missing value/);
    await refuse(`text.${format}`, /column kind: expected numbers, received values of the type (STRING|Utf8)/);
    await refuse(`dates.${format}`, /column day: expected numbers, .*type T/i);
    await refuse(`nested.${format}`, /column list: expected numbers, received (lists|values of the type List)/);
    await refuse(`integers.${format}`, /a column named d, received a, b, c/, { columns: ['d'] });
    await refuse(`integers.${format}`, /no dataset\.key/, { key: 'a' });
    await refusal(t, `x.${format}`, bytesOf(`integers.${format}`).subarray(0, 300), {}, /a whole \.\w+ file/);
    await refusal(t, `x.${format}`, '<!doctype html>', {}, /a page of HTML/);
    await refusal(t, `x.${format}.gz`, gzipSync('<html>'), {}, /a page of HTML/);
  }
  await refuse('category.feather', /column kind: expected numbers, .*Dictionary/);
  await refuse('indexed.parquet', /column __index_level_0__: .*index of pandas.*index=False/);
  await refuse('version one.feather', /version 2, received one of version 1/);
  await refusal(t, 'x.feather', 'not arrow at all', {}, /does not start with ARROW1/);
  await refuse('several.h5', /dataset\.key: expected one of the \d+ arrays.*types\/f2/);
  await refuse('several.h5', /dataset\.key: .*Did you mean packed/, { key: 'paked' });
  await refuse('several.h5', /data point 2, column 2: expected a finite number.*NaN/, { key: 'nan' });
  for (const key of ['text', 'words', 'records', 'complex']) {
    await refuse('several.h5', /an array of integers, booleans or floats.*received the type/, { key });
  }
  for (const key of ['scalar', 'empty']) await refuse('several.h5', /at least one data point/, { key });
  await refuse('several.h5', /no dataset\.columns/, { key: 'packed', columns: ['a'] });
  await refuse('rows.h5ad', /a column named z, received a, b, c/, { columns: ['z'] });
  const unnamed = { key: 'obs/_index', columns: ['a'] };
  await refuse(
    'rows.h5ad',
    /obs\/_index: expected no dataset\.columns for an array whose columns have no names/,
    unnamed,
  );
  await refuse('nan.h5ad', /data point 2, column b: expected a finite number.*NaN/);
  await refuse('damaged.h5ad', /X: expected a whole sparse matrix.*received the index 3/);
  await refuse('virtual.h5', /x: expected numbers in this file, received a view of other files/);
  await refuse('lzf.h5', /a whole file of HDF5.*gzip/);
  await refusal(t, 'x.h5', bytesOf('one.h5').subarray(0, 3000), {}, /a whole file of HDF5/);
  await refusal(t, 'x.h5', 'not hdf5', {}, /a whole file of HDF5/);
  await refusal(t, 'x.h5ad', bytesOf('one.h5'), {}, /dataset\.key: .*group\/x, received X/);
});

test('a package that is not installed is told of, with what to do', async (t) => {
  const missing = Object.assign(new Error("Cannot find package 'h5wasm'"), { code: 'ERR_MODULE_NOT_FOUND' });
  const load = (cause: Error) =>
    optionalModule('h5wasm', { file: 'x.h5', otherwise: 'write the data as .npy' }, () => Promise.reject(cause));
  await t.throwsAsync(load(missing), {
    instanceOf: UserError,
    message: /x\.h5: expected the optional package h5wasm.*--omit=optional, or write the data as \.npy/,
  });
  await t.throwsAsync(load(new RangeError('broken')), { instanceOf: RangeError });
});

test('the shape of a table is not told before its library is loaded, and its fields are checked all the same', async (t) => {
  const { specification, folders } = await load(t, 'x.parquet', bytesOf('split.parquet'));
  t.is(datasetShape(specification, folders), null);
  t.throws(() => datasetShape({ ...specification, file: 'none.parquet' } as typeof specification, folders), {
    message: /none\.parquet: expected a file that can be read/,
  });
  t.true((await readFile(path.join(folders?.arraysDirectory ?? '', 'x.parquet'))).length > 0);
});
