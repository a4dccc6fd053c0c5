import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { datasetFacts } from '../../../src/index.ts';
import { type Fields, load, refusal } from '../../support/load-array.ts';

/** Written by numpy: see data/make-arrays.py. */
const NUMPY: { readonly halves: number[]; readonly eigenvalues: number[]; readonly files: Record<string, string> } =
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../data/arrays.json'), 'utf8'));
const bytesOf = (name: string) => Buffer.from(NUMPY.files[name] ?? '', 'base64');

const halves = NUMPY.halves;
const integers = halves.map((value) => 2 * value);

test('numbers of every type, byte order and memory order are what numpy wrote', async (t) => {
  for (const name of Object.keys(NUMPY.files)) {
    const kind = name.split(' ')[0] ?? '';
    const expected = { halves, integers, absolute: integers.map(Math.abs) }[kind];
    if (expected === undefined || kind === name) continue;
    const { values, count, dim } = await load(t, name.replaceAll(/[<> ]/g, '_'), bytesOf(name));
    t.deepEqual([count, dim, [...values]], [4, 3, expected], name);
  }
});

test('each format gives the eigenvalues that numpy has', async (t) => {
  const cases: readonly (readonly [name: string, content: Uint8Array, fields?: Fields])[] = [
    ['x.npy', bytesOf('halves <f8.npy')],
    ['x.npy.gz', gzipSync(bytesOf('halves <f4.npy'))],
    ['two.npz', bytesOf('two.npz'), { key: 'x' }],
    ['one.npz', bytesOf('one packed.npz')],
    ['x.safetensors', bytesOf('tensors.safetensors'), { key: 'x' }],
    ['half.safetensors', bytesOf('tensors.safetensors'), { key: 'half' }],
    ['x.csv', bytesOf('halves.csv')],
    ['x.csv.gz', gzipSync(bytesOf('halves.csv'))],
    ['x.tsv', Buffer.from(bytesOf('halves.csv').toString().replaceAll(',', '\t'))],
  ];
  for (const [name, content, fields] of cases) {
    const { values, spectrum } = await load(t, name, content, fields);
    t.deepEqual([...values], halves, name);
    for (const [index, expected] of NUMPY.eigenvalues.entries()) {
      t.true(Math.abs((spectrum.eigenvalues[index] ?? 0) - expected) < 1e-12, name);
    }
  }
});

test('names are UTF-8, short and long', async (t) => {
  const long = 'Länge über alles, in Metern, gemessen am Rumpf';
  const content = `"größe","${long}","日本",b\n1,2,3,4\n5,6,7,8\n`;
  const { values } = await load(t, 'x.csv', content, { columns: ['日本', long, 'größe', 'b'] });
  t.deepEqual([...values], [3, 2, 1, 4, 7, 6, 5, 8]);
});

test('a data point of any rank is laid side by side in C order', async (t) => {
  const cube = await load(t, 'cube.npy', bytesOf('cube fortran.npy'));
  t.deepEqual([cube.dim, cube.imageShape], [12, [3, 4]]);
  t.deepEqual([...cube.values], [...Array(24).keys()]);
  t.deepEqual([...(await load(t, 'vector.npy', bytesOf('vector.npy'))).values], [1.5, 2.5]);
});

/** Zeros as numpy.save writes them. */
const zeros = (...shape: readonly number[]) => {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(shape.reduce((product, size) => product * size, 1))]);
};

test('images are arrays of three axes, and of four with 1 or 3 channels last', async (t) => {
  const shapes: readonly (readonly [shape: readonly number[], image: object | null, side: number | null])[] = [
    [[2, 4, 4], [4, 4], 4],
    [[2, 4, 4, 1], [4, 4], 4],
    [[2, 4, 4, 3], [4, 4], 4],
    [[2, 4, 6, 3], [4, 6], null],
    [[2, 4, 4, 2], null, null],
    [[2, 3, 4, 4], null, null],
    [[2, 16], null, null],
    [[2, 2, 2, 2, 1], null, null],
  ];
  for (const [shape, image, side] of shapes) {
    const dataset = await load(t, 'x.npy', zeros(...shape));
    t.deepEqual([dataset.imageShape, datasetFacts(dataset).imageSide], [image, side], shape.join());
  }
});

test('text: quotes, line ends, a byte order mark, no names, chosen columns', async (t) => {
  const valuesOf = async (content: string, fields?: Fields) => [...(await load(t, 'x.csv', content, fields)).values];
  t.deepEqual(await valuesOf('1,2\n3,4\n'), [1, 2, 3, 4]);
  t.deepEqual(await valuesOf('\u{feff}a,"b ""q"", c"\r\n"1", 2.5e0\r\n-.5,+4'), [1, 2.5, -0.5, 4]);
  t.deepEqual(await valuesOf('a,name,b\n1,x,2\n3,"y\nz",4\n\n', { columns: ['b', 'a'] }), [2, 1, 4, 3]);
});

test('scaling takes its statistics from the training rows, by column', async (t) => {
  const content = 'a,b\n1,7\n3,7\n8,9\n';
  const scaled = async (scaling: string) => {
    const dataset = await load(
      t,
      'x.csv',
      content,
      { scaling, testFile: 'test.csv', count: 2 },
      { 'test.csv': 'a,b\n5,8\n' },
    );
    return [[...dataset.values], [...(dataset.test?.values ?? [])]];
  };
  t.deepEqual(await scaled('none'), [
    [1, 7, 3, 7],
    [5, 8],
  ]);
  t.deepEqual(await scaled('standardize'), [
    [-1, 0, 1, 0],
    [3, 0],
  ]);
  t.deepEqual(await scaled('unit'), [
    [0, 0, 1, 0],
    [2, 0],
  ]);
  t.deepEqual((await scaled('log1p'))[1], [Math.fround(Math.log(6)), Math.fround(Math.log(9))]);
});

test('a held-out share is drawn by its seed, and no row is in both parts', async (t) => {
  const content = `a\n${[...Array(40).keys()].join('\n')}\n`;
  const split = async (fields: Fields) => {
    const dataset = await load(t, 'x.csv', content, { testFraction: 0.25, ...fields });
    return { train: [...dataset.values], test: [...(dataset.test?.values ?? [])] };
  };
  const { train, test: heldOut } = await split({});
  t.is(heldOut.length, 10);
  t.deepEqual(
    [...train, ...heldOut].sort((a, b) => a - b),
    [...Array(40).keys()],
  );
  t.deepEqual(
    train,
    train.toSorted((a, b) => a - b),
  );
  t.deepEqual(await split({ seed: 0 }), { train, test: heldOut });
  t.notDeepEqual((await split({ seed: 1 })).test, heldOut);
  t.deepEqual((await split({ count: 5 })).train, train.slice(0, 5));
});

test('a format that is named is read whatever the ending', async (t) => {
  t.deepEqual([...(await load(t, 'x.data', bytesOf('halves <f8.npy'), { format: 'npy' })).values], halves);
  t.deepEqual([...(await load(t, 'x.txt.gz', gzipSync(bytesOf('halves.csv')), { format: 'csv' })).values], halves);
  t.deepEqual([...(await load(t, 'x.csv', 'a\tb\n1\t2\n', { format: 'tsv' })).values], [1, 2]);
  await refusal(t, 'x.npy', bytesOf('halves <f8.npy'), { format: 'npz' }, /a whole \.npz archive/);
});

test('what the values are said to be is checked, once they are scaled', async (t) => {
  const factsOf = async (content: string, fields: Fields) => datasetFacts(await load(t, 'x.csv', content, fields));
  const counts = 'a,b\n0,3\n7,1\n';
  t.is((await factsOf(counts, {})).values, undefined);
  for (const values of ['real', 'count', 'token'] as const) t.is((await factsOf(counts, { values })).values, values);
  t.is((await factsOf(counts, { values: 'unit', scaling: 'unit' })).values, 'unit');
  const refuse = (content: string, fields: Fields, message: RegExp) => refusal(t, 'x.csv', content, fields, message);
  await refuse(
    counts,
    { values: 'unit' },
    /x\.csv, data point 1, column b: expected a number within \[0, 1\].*received 3/,
  );
  await refuse(
    'a,b\n0,3\n7,1.5\n',
    { values: 'count' },
    /point 2, column b: expected an integer >= 0.*"count", received 1\.5/,
  );
  await refuse('a,b\n0,3\n-7,1\n', { values: 'token' }, /point 2, column a: .*"token", received -7/);
  await refuse(counts, { values: 'count', scaling: 'log1p' }, /dataset\.scaling: expected "none"/);
  const heldOut = { values: 'unit', scaling: 'unit', testFile: 'test.csv' } as const;
  await t.throwsAsync(load(t, 'x.csv', counts, heldOut, { 'test.csv': 'a,b\n1,9\n' }), {
    message: /test\.csv, data point 1, column b: .*received 4/,
  });
});

test('what cannot be right is refused with its place', async (t) => {
  const none = {};
  await refusal(t, 'x.csv', 'a,b\n1,2\n3,\n', none, /x\.csv, row 3, column b: .*a missing value/);
  await refusal(t, 'x.csv', 'a,b\n1,NA\n', none, /row 2, column b: .*a missing value, "NA"/);
  await refusal(t, 'x.csv', 'a,kind\n1,2\n3,red\n', none, /row 3, column kind: expected a number, received "red"/);
  await refusal(t, 'x.csv', 'a,b\n1,2\n3\n', none, /row 3: expected 2 columns/);
  await refusal(t, 'x.csv', ',a\n0,2\n', none, /column 1: .*pandas/);
  await refusal(t, 'x.csv', `1${',1'.repeat(4096)}\n`, none, /at most 4096 numbers a data point/);
  await refusal(t, 'x.csv', 'a,a\n0,2\n', none, /a twice/);
  await refusal(t, 'x.csv', 'a\n0\n', { columns: ['b'] }, /a column named b/);
  await refusal(t, 'x.csv', 'a\n"0\n', none, /closing quote/);
  await refusal(t, 'x.csv', 'a\n1e400\n', none, /data point 1, column a/);
  await refusal(t, 'x.csv', '<!DOCTYPE html>\n<html>', none, /a page of HTML/);
  await refusal(t, 'x.npy', '<html>', none, /a page of HTML/);
  await refusal(t, 'x.npy', bytesOf('objects.npy'), none, /Python objects.*never unpickled/);
  await refusal(t, 'x.npy', bytesOf('complex.npy'), none, /received the type <c16/);
  await refusal(t, 'x.npy', bytesOf('records.npy'), none, /structured array/);
  await refusal(t, 'x.npy', bytesOf('text.npy'), none, /received the type <U1/);
  await refusal(t, 'x.npy', bytesOf('nan.npy'), none, /data point 2, column 2: expected a finite number.*received NaN/);
  await refusal(t, 'x.npy', bytesOf('nan.npy'), { scaling: 'standardize' }, /data point 2, column 2/);
  await refusal(t, 'x.npy', bytesOf('halves <f8.npy').subarray(0, 200), none, /224 bytes.*received 200 bytes/);
  await refusal(t, 'x.npy', bytesOf('halves <f8.npy'), { scaling: 'log1p' }, /data point 1, column 2: .*above -1/);
  await refusal(t, 'x.npy', bytesOf('halves <f8.npy'), { count: 5 }, /dataset\.count: expected at most the 4/);
  await refusal(t, 'x.npy', bytesOf('halves <f8.npy'), { key: 'x' }, /no dataset\.key/);
  await refusal(t, 'x.npz', bytesOf('two.npz'), none, /dataset\.key: expected one of the 2 arrays.*x, other/);
  await refusal(t, 'x.npz', bytesOf('two.npz').subarray(0, 300), none, /a whole \.npz archive/);
  await refusal(
    t,
    'x.safetensors',
    bytesOf('tensors.safetensors').subarray(0, 300),
    { key: 'x' },
    /a whole \.safetensors/,
  );
  await refusal(t, 'x.csv.gz', gzipSync('a\n1\n').subarray(0, 12), none, /whole gzip data/);
  await refusal(t, 'x.xlsx', 'PK', none, /another ending/);
});
