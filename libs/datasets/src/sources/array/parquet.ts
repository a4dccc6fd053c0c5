import { UserError } from '@collapse/trials';
import type { SchemaTree } from 'hyparquet';
import { fileError } from './file-error.ts';
import { missingValue, type NamedColumn, takenColumns } from './named-columns.ts';
import { emptyValues, type Table, type TableRequest } from './table.ts';

/**
 * Numbers of a .parquet file, columns side by side: integers, booleans and floats of 16, 32 and 64 bits. Columns are read one after
 * the other, in each group of rows.
 * @throws UserError for a damaged file, a column that holds no numbers, and a missing value with its place
 */
export async function readParquet(bytes: Buffer, { file, columns: wanted }: TableRequest): Promise<Table> {
  // Loaded here: whoever reads another format needs none of it.
  const { parquetMetadata, parquetScan, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  return readable(file, async () => {
    const content = arrayBufferOf(bytes);
    const metadata = parquetMetadata(content);
    const { children } = parquetSchema(metadata);
    const columns = children.map(describe);
    const taken = takenColumns(columns, wanted, file);
    const count = Number(metadata.num_rows);
    const width = taken.length;
    const single = taken.every((position) => isSingle(children[position] as SchemaTree));
    const values = emptyValues(count, width, file, single);
    const source = {
      byteLength: content.byteLength,
      slice: (start: number, end?: number) => content.slice(start, end),
    };
    const scan = await parquetScan({ file: source, metadata, compressors });
    for (const { rowStart, rowEnd } of scan.ranges) {
      for (const [index, position] of taken.entries()) {
        const { name } = columns[position] as NamedColumn;
        const data = await scan.readColumn({ column: name, rowStart, rowEnd });
        for (let row = rowStart; row < rowEnd; row++) {
          const value = data[row - rowStart];
          if (value === null || value === undefined) throw missingValue(file, row, name);
          values[row * width + index] = Number(value);
        }
      }
    }
    return { shape: [count, width], names: taken.map((position) => (columns[position] as NamedColumn).name), values };
  });
}

function describe({ element, children }: SchemaTree): NamedColumn {
  const { name, type, logical_type: logical, converted_type: converted, repetition_type: repetition } = element;
  if (children.length > 0 || repetition === 'REPEATED') return { name, other: 'lists or records' };
  const meaning = logical?.type ?? converted;
  const half = type === 'FIXED_LEN_BYTE_ARRAY' && meaning === 'FLOAT16';
  const plain = type !== undefined && ['BOOLEAN', 'INT32', 'INT64', 'FLOAT', 'DOUBLE'].includes(type);
  const integer = meaning === undefined || /^(INTEGER|U?INT_\d+)$/.test(meaning);
  return { name, other: half || (plain && integer) ? null : `values of the type ${meaning ?? type ?? 'none'}` };
}

/** Whether float32 holds the values to the last digit. */
function isSingle({ element: { type, logical_type: logical } }: SchemaTree): boolean {
  if (logical?.type === 'INTEGER') return logical.bitWidth <= 16;
  return type === 'FLOAT' || type === 'BOOLEAN' || logical?.type === 'FLOAT16';
}

function arrayBufferOf({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  const whole = buffer as ArrayBuffer;
  return byteOffset === 0 && byteLength === whole.byteLength ? whole : whole.slice(byteOffset, byteOffset + byteLength);
}

/** What hyparquet throws speaks of a file that it cannot read. */
async function readable(file: string, read: () => Promise<Table>): Promise<Table> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof UserError || !(cause instanceof Error)) throw cause;
    throw fileError(
      file,
      [
        'a whole .parquet file',
        `one that cannot be read (${cause.message})`,
        'Write it again, as with pandas.to_parquet.',
      ],
      cause,
    );
  }
}
