/// <reference path="./lz4js.d.ts" />
import { zstdDecompressSync } from 'node:zlib';
import { UserError } from '@collapse/trials';
import type { Table as ArrowTable, Field, Vector } from 'apache-arrow';
import { fileError } from './file-error.ts';
import { missingValue, type NamedColumn, takenColumns } from './named-columns.ts';
import { optionalModule } from './optional-module.ts';
import { emptyValues, type Table, type TableRequest } from './table.ts';

type Arrow = typeof import('apache-arrow');

/** How files of Arrow start; those of the first version of Feather have another format. */
const MAGIC = 'ARROW1';
const MAGIC_OF_VERSION_1 = 'FEA1';
const UNCOMPRESSED = "write the file with compression='uncompressed'";

/**
 * Numbers of a .feather file (version 2, which is Arrow's file format), columns side by side: integers, booleans and floats.
 * @throws UserError for a damaged file, a column that holds no numbers, and a missing value with its place
 */
export async function readFeather(bytes: Buffer, { file, columns: wanted }: TableRequest): Promise<Table> {
  const magic = bytes.toString('latin1', 0, MAGIC.length);
  if (magic !== MAGIC) {
    const received = magic.startsWith(MAGIC_OF_VERSION_1) ? 'one of version 1' : 'one that does not start with ARROW1';
    throw fileError(file, ['a .feather file of version 2', received, 'Write it with pandas.DataFrame.to_feather.']);
  }
  const arrow = await optionalModule(
    'apache-arrow',
    { file, otherwise: 'write the data as .parquet' },
    () => import('apache-arrow'),
  );
  await registerCodecs(arrow, file);
  const table = tableOf(bytes, file, arrow);
  const columns = table.schema.fields.map((field) => describe(field, arrow));
  const taken = takenColumns(columns, wanted, file);
  const width = taken.length;
  const single = taken.every((position) => isSingle(table.schema.fields[position] as Field, arrow));
  const values = emptyValues(table.numRows, width, file, single);
  for (const [index, position] of taken.entries()) {
    const { name } = columns[position] as NamedColumn;
    const column = table.getChildAt(position) as Vector;
    // Only the conversion of half floats and bits is left to get, which is slow.
    const quick = column.nullCount === 0 && !arrow.DataType.isBool(column.type) && !isHalf(column.type, arrow);
    const numbers: ArrayLike<unknown> | null = quick ? column.toArray() : null;
    for (let row = 0; row < table.numRows; row++) {
      const value: unknown = numbers === null ? column.get(row) : numbers[row];
      if (value === null) throw missingValue(file, row, name);
      values[row * width + index] = Number(value);
    }
  }
  return {
    shape: [table.numRows, width],
    names: taken.map((position) => (columns[position] as NamedColumn).name),
    values,
  };
}

function describe({ name, type }: Field, { DataType }: Arrow): NamedColumn {
  const numeric = DataType.isInt(type) || DataType.isFloat(type) || DataType.isBool(type);
  return { name, other: numeric ? null : `values of the type ${type}` };
}

/** Whether float32 holds the values to the last digit. */
function isSingle({ type }: Field, { DataType, Precision }: Arrow): boolean {
  if (DataType.isInt(type)) return type.bitWidth <= 16;
  return DataType.isBool(type) || (DataType.isFloat(type) && type.precision !== Precision.DOUBLE);
}

function isHalf(type: Field['type'], { DataType, Precision }: Arrow): boolean {
  return DataType.isFloat(type) && type.precision === Precision.HALF;
}

/** Arrow brings no decompression of its own; pandas compresses by LZ4 where it is told nothing. */
async function registerCodecs({ compressionRegistry, CompressionType }: Arrow, file: string): Promise<void> {
  compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => zstdDecompressSync(data) });
  const codec = await optionalModule('lz4js', { file, otherwise: UNCOMPRESSED }, () => import('lz4js')).then(
    ({ decompress }) => ({ decode: decompress }),
    // Only a file that is compressed so needs it.
    (missing: unknown) => ({
      decode: () => {
        throw missing;
      },
    }),
  );
  compressionRegistry.set(CompressionType.LZ4_FRAME, codec);
}

function tableOf(bytes: Buffer, file: string, { tableFromIPC }: Arrow): ArrowTable {
  try {
    return tableFromIPC(bytes);
  } catch (cause) {
    if (cause instanceof UserError || !(cause instanceof Error)) throw cause;
    throw fileError(
      file,
      [
        'a whole .feather file',
        `one that cannot be read (${cause.message})`,
        'Write it again with pandas.DataFrame.to_feather.',
      ],
      cause,
    );
  }
}
