import type { MutatedFile } from '../mutation.ts';

const ARRAY = 'libs/datasets/src/sources/array';

export const datasetArrays: readonly MutatedFile[] = [
  {
    file: `${ARRAY}/utf8.ts`,
    tests: ['sources/array/array.test.ts'],
    mutations: [
      {
        find: 'if (byte >= 0x80) return DECODER.decode(bytes.subarray(start, end));',
        replace: '',
        means: 'letters beyond ASCII are read as others',
      },
      {
        find: 'bytes.subarray(start, end)',
        occurrence: 1,
        replace: 'bytes.subarray(start)',
        means: 'a long field has the rest of the file in it',
      },
    ],
  },
  {
    file: `${ARRAY}/hdf5-sparse.ts`,
    tests: ['sources/array/tables.test.ts'],
    mutations: [
      {
        find: 'byRows ? [line, other] : [other, line]',
        replace: '[line, other]',
        means: 'a sparse matrix by columns is transposed',
      },
      {
        find: 'columns === null ? index : (columns[index] as number)',
        replace: 'index',
        means: 'the first genes are taken, not the named ones',
      },
    ],
  },
  {
    file: `${ARRAY}/parquet.ts`,
    tests: ['sources/array/tables.test.ts'],
    mutations: [
      {
        find: 'const value = data[row - rowStart];',
        replace: 'const value = data[0];',
        means: 'a group of rows repeats its first',
      },
      {
        find: 'if (value === null || value === undefined) throw',
        replace: 'if (value === undefined) throw',
        means: 'a missing value becomes 0',
      },
    ],
  },
  {
    file: `${ARRAY}/feather.ts`,
    tests: ['sources/array/tables.test.ts'],
    mutations: [
      {
        find: '&& !isHalf(column.type, arrow)',
        replace: '',
        means: 'half floats are read as the integers of their bits',
      },
      { find: 'column.nullCount === 0 &&', replace: '', means: 'a missing value becomes what lies in its place' },
    ],
  },
  {
    file: `${ARRAY}/column-scaling.ts`,
    tests: ['sources/array/array.test.ts'],
    mutations: [
      {
        find: "count: { words: 'an integer >= 0', fits: (value) => value >= 0 && Number.isInteger(value) }",
        replace: "count: { words: 'an integer >= 0', fits: (value) => value >= 0 }",
        means: 'fractions pass as counts',
      },
      {
        find: 'if (values !== undefined) requireValues(part, result, values);',
        replace: 'if (values !== undefined && part === train) requireValues(part, result, values);',
        means: 'held-out values are not checked',
      },
    ],
  },
];
