import { existsSync } from 'node:fs';
import path from 'node:path';
import { seedStream, UserError } from '@collapse/trials';
import { denseMoments } from '../../covariance.ts';
import type { DataFolders, DatasetSource, SpecificationOf } from '../../dataset.ts';
import { forEachUniform } from '../../philox.ts';
import { scaleColumns } from './column-scaling.ts';
import { readTable, tableShape } from './read-table.ts';
import { sizeOf, type TableRequest } from './table.ts';

type Specification = SpecificationOf<'array'>;

/** As for images: the eigendecomposition takes a few minutes there, once, and grows with the cube. */
const LARGEST_DIM = 4096;

/** Rows of a file of the user's: see formats.ts. */
export const array: DatasetSource<Specification> = {
  shape(specification, folders) {
    requireUnscaledIntegers(specification);
    const shape = tableShape(requestOf(specification, folders));
    if (shape === null) return null;
    const { rows, dim } = checkedSize(shape, specification);
    return { count: splitOf(specification, rows).count, dim };
  },

  async load(specification, options) {
    const request = requestOf(specification, options);
    const table = await readTable(request);
    const { rows, dim } = checkedSize(table.shape, specification);
    const { train, heldOut } = splitRows(specification, rows);
    const nameOf = (column: number) => table.names?.[column] ?? String(column + 1);
    const part = { values: table.values, dim, file: request.file, nameOf };
    const test = heldOut === null ? await testFileRows(specification, options, dim) : { ...part, rows: heldOut };
    const values = scaleColumns({ ...part, rows: train }, test, specification);
    return {
      dim,
      imageShape: imageShapeOf(table.shape),
      values: values.train,
      test: test === null || values.test === null ? null : { count: test.rows.length, values: values.test },
      moments: () => denseMoments(values.train, train.length, dim),
    };
  },
};

function requestOf({ file, format, key, columns }: Specification, folders: DataFolders): TableRequest {
  return { file: resolved(file, folders), format, key, columns };
}

/** Counts and tokens are integers, and no longer so once they are scaled. */
function requireUnscaledIntegers({ values, scaling }: Specification): void {
  if ((values !== 'count' && values !== 'token') || scaling === 'none') return;
  throw new UserError({
    field: 'dataset.scaling',
    expected: `"none" for dataset.values "${values}"`,
    received: `"${scaling}"`,
    remedy: 'Remove one of them: scaled values are no longer integers.',
  });
}

/** The absolute path of a specification's file. */
export function arrayFile({ file }: Pick<Specification, 'file'>, folders: DataFolders): string {
  return resolved(file, folders);
}

/** Relative to the grid file's folder where there is such a file, else to ARRAYS_DIR or the working directory. */
function resolved(file: string, { arraysDirectory }: DataFolders): string {
  const elsewhere = path.resolve(process.env.ARRAYS_DIR ?? '.', file);
  if (arraysDirectory === undefined) return elsewhere;
  const beside = path.resolve(arraysDirectory, file);
  return existsSync(beside) || !existsSync(elsewhere) ? beside : elsewhere;
}

function checkedSize(shape: readonly number[], { file }: Specification) {
  const { rows, dim } = sizeOf(shape);
  if (shape.length === 0 || rows === 0 || dim === 0) {
    throw new UserError({
      field: 'dataset.file',
      expected: 'an array with at least one data point and one column',
      received: `${file} of shape [${shape.join(', ')}]`,
      remedy: 'Give a file with data.',
    });
  }
  if (dim > LARGEST_DIM) {
    throw new UserError({
      field: 'dataset.file',
      expected: `at most ${LARGEST_DIM} numbers a data point`,
      received: `${file} of shape [${shape.join(', ')}]`,
      remedy: 'Take fewer columns: their covariance and its spectrum are computed for every data set.',
    });
  }
  return { rows, dim };
}

/** Numbers of training and held-out rows. */
function splitOf({ count, testFile, testFraction }: Specification, rows: number) {
  if (testFile !== undefined && testFraction !== undefined) {
    throw new UserError({
      field: 'dataset.testFraction',
      expected: 'nothing beside dataset.testFile',
      received: String(testFraction),
      remedy: 'Remove one of them.',
    });
  }
  const heldOut = testFraction === undefined ? 0 : Math.max(1, Math.round(testFraction * rows));
  const left = rows - heldOut;
  if (left < 1 || (count ?? 1) > left) {
    throw new UserError({
      field: count === undefined ? 'dataset.testFraction' : 'dataset.count',
      expected:
        count === undefined
          ? 'a share that leaves data points to train on'
          : `at most the ${left} data points to train on`,
      received: String(count ?? testFraction),
      remedy: 'Lower it, or give a file with more data points.',
    });
  }
  return { count: count ?? left, heldOut };
}

/** Held-out rows are drawn by `seed`; both parts keep the order of the file. `heldOut` is null where none are. */
function splitRows(specification: Specification, rows: number) {
  const { count, heldOut } = splitOf(specification, rows);
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  if (heldOut === 0) return { train: all.subarray(0, count), heldOut: null };
  const draws = new Float64Array(rows);
  forEachUniform(seedStream(specification.seed ?? 0, 'array-test'), rows, (row, uniform) => {
    draws[row] = uniform;
  });
  const order = all.slice().sort((a, b) => (draws[a] as number) - (draws[b] as number) || a - b);
  return { train: order.slice(heldOut).sort().subarray(0, count), heldOut: order.slice(0, heldOut).sort() };
}

async function testFileRows(specification: Specification, folders: DataFolders, dim: number) {
  if (specification.testFile === undefined) return null;
  const { testFile: file } = specification;
  const request = requestOf({ ...specification, file }, folders);
  const table = await readTable(request);
  const size = checkedSize(table.shape, { ...specification, file });
  if (size.dim !== dim) {
    throw new UserError({
      field: 'dataset.testFile',
      expected: `${dim} numbers a data point, as in dataset.file`,
      received: String(size.dim),
      remedy: 'Give held-out data of the same columns.',
    });
  }
  return {
    values: table.values,
    dim,
    rows: Uint32Array.from({ length: size.rows }, (_, row) => row),
    file: request.file,
    nameOf: (column: number) => table.names?.[column] ?? String(column + 1),
  };
}

/** Arrays [count, rows, columns] and [count, rows, columns, 1 or 3] are images. */
function imageShapeOf(shape: readonly number[]): readonly [number, number] | null {
  const [, height, width, channels = 1] = shape;
  if (height === undefined || width === undefined || shape.length > 4 || ![1, 3].includes(channels)) return null;
  return [height, width];
}
