import { gzipSync } from 'node:zlib';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { readDataFile } from '../src/data-file.ts';
import { NUMPY, npyOf, numpyFile } from './support/numpy-files.ts';

const text = (content: string) => new TextEncoder().encode(content);

test('rows are what numpy wrote: every type, byte order and memory order, gzipped or not', async (t) => {
  const { halves } = NUMPY;
  for (const name of Object.keys(NUMPY.files)) {
    const [kind = ''] = name.split(' ');
    const whole = halves.map((value) => 2 * value);
    const expected = { halves, integers: whole, absolute: whole.map(Math.abs) }[kind];
    if (expected === undefined) continue;
    for (const [file, bytes] of [
      ['x.npy', numpyFile(name)],
      ['X.NPY.GZ', new Uint8Array(gzipSync(numpyFile(name)))],
    ] as const) {
      const { count, dim, values } = await readDataFile(file, bytes);
      t.deepEqual([count, dim, [...values]], [4, 3, expected], name);
    }
  }
  t.deepEqual([...(await readDataFile('halves.csv', numpyFile('halves.csv'))).values], halves);
  t.deepEqual([...(await readDataFile('x.tsv', text('a\tb\n1\t2\n'))).values], [1, 2]);
  const { count, dim } = await readDataFile('cube.npy', numpyFile('cube fortran.npy'));
  t.deepEqual([count, dim], [2, 12]);
});

test('what cannot be right is refused with its place and what to do', async (t) => {
  const cases: readonly (readonly [file: string, bytes: Uint8Array<ArrayBuffer>, message: RegExp])[] = [
    ['x.npy', numpyFile('objects.npy'), /received Python objects\. Objects are never unpickled/],
    ['x.npy', numpyFile('complex.npy'), /received the type <c16/],
    ['x.npy', numpyFile('records.npy'), /a structured array/],
    [
      'x.npy',
      numpyFile('nan.npy'),
      /x\.npy, data point 2, column 2: expected a finite number within float32, received NaN/,
    ],
    ['x.npy', numpyFile('halves <f8.npy').slice(0, -1), /expected 224 bytes, as its header says, received 223 bytes/],
    ['x.npy', npyOf(new Float32Array(0), 0, 3), /at least one data point.*received shape \[0, 3\]/],
    ['x.npy', npyOf(new Float32Array(1537), 1, 1537), /at most 1536 numbers a data point/],
    ['x.npy', text('a,b\n1,2\n'), /which starts with \\x93NUMPY/],
    ['x.csv', text('a,b\n1,2\n3,\n'), /row 3, column b: expected a number, received a missing value/],
    ['x.csv', text('a,b\n1,2\n3,oops\n'), /row 3, column b: expected a number, received "oops"/],
    ['x.csv', text('a,b\n1,2\n3\n'), /row 3: expected 2 columns, as in the first row, received 1/],
    ['x.csv', text('a,b\n1,1e39\n'), /data point 1, column b.*received 1e\+39\. Scale/],
    ['x.csv', text('<!doctype html><title>404</title>'), /a page of HTML/],
    ['x.npz', numpyFile('two.npz'), /ends in \.npy, \.csv, \.tsv.*sweep explain reads other kinds/],
    ['x.csv.gz', new Uint8Array(gzipSync('1,2\n3,4\n').subarray(0, 20)), /whole gzip data/],
  ];
  for (const [file, bytes, message] of cases) {
    await t.throwsAsync(readDataFile(file, bytes), { instanceOf: UserError, message }, String(message));
  }
});
