import type { ColumnTable } from 'arquero';
import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import type { Cell } from './flatten-specification.ts';
import { METRIC_COLUMNS, TEXT_COLUMNS } from './results-table.ts';

interface TypedColumn {
  readonly type: BasicType;
  readonly cells: Cell[];
}

/**
 * results.parquet: the rows and columns of results.csv, null where a cell there is empty. Metrics are DOUBLE; a specification
 * field is DOUBLE or BOOLEAN where all of its cells are, else text, as results.csv has it.
 */
export function parquetOfResults(results: ColumnTable): Uint8Array {
  const columnData = results.columnNames().map((name) => {
    const { type, cells } = typedColumn(name, Array.from(results.array(name) as ArrayLike<Cell>));
    return { name, type, data: cells, nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'posterior-collapse-harness' }));
}

function typedColumn(name: string, cells: Cell[]): TypedColumn {
  if (METRIC_COLUMNS.includes(name)) return { type: 'DOUBLE', cells };
  const types = new Set(cells.filter((cell) => cell !== null).map((cell) => typeof cell));
  if (TEXT_COLUMNS.includes(name) || types.size > 1 || types.has('string')) {
    return { type: 'STRING', cells: cells.map((cell) => (cell === null ? null : String(cell))) };
  }
  return { type: types.has('boolean') ? 'BOOLEAN' : 'DOUBLE', cells };
}
