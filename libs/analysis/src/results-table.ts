import { METRIC_NAMES } from '@collapse/trials';
import { type ColumnTable, fromCSV, table } from 'arquero';
import type { Cell } from './flatten-specification.ts';
import type { TrialRow } from './trial-rows.ts';

/** Columns whose cells are text, however they look. */
export const TEXT_COLUMNS: readonly string[] = ['trial_id', 'status', 'error', 'evidence'];
/** Columns whose cells are numbers. */
export const METRIC_COLUMNS: readonly string[] = METRIC_NAMES;

/**
 * results.csv as a column table: trial_id, status, error, every specification field that any trial has, evidence, the metrics. One
 * row a trial, in the order given; null where a trial has no such field or metric.
 */
export function resultsTable(rows: readonly TrialRow[]): ColumnTable {
  const columns: Record<string, readonly Cell[]> = {
    trial_id: rows.map((row) => row.trialId),
    status: rows.map((row) => row.status),
    error: rows.map((row) => row.failure && oneLine(`${row.failure.reason}: ${row.failure.message}`)),
  };
  for (const path of fieldPaths(rows)) columns[path] = rows.map((row) => row.fields[path] ?? null);
  columns.evidence = rows.map((row) => row.evidence);
  for (const name of METRIC_NAMES) columns[name] = rows.map((row) => row.metrics[name]);
  return table(columns);
}

/** The specification fields of a set of trials, in the order in which the specification names them. */
export function fieldPaths(rows: readonly TrialRow[]): string[] {
  const paths: string[] = [];
  for (const row of rows) {
    // A field that only some trials have goes behind the field it follows there.
    let previous = -1;
    for (const path of Object.keys(row.fields)) {
      const known = paths.indexOf(path);
      previous = known === -1 ? previous + 1 : known;
      if (known === -1) paths.splice(previous, 0, path);
    }
  }
  return paths;
}

/** results.csv as text: one line a row, an empty cell for null, numbers so that they read back unchanged. */
export function formatResults(results: ColumnTable): string {
  return results.toCSV();
}

/**
 * Reads results.csv back. Metrics are numbers; a specification field is a number or a boolean where the cell reads as
 * one; everything else is text, arrays as their JSON text. An empty cell is null.
 */
export function parseResults(text: string): ColumnTable {
  const names = fromCSV(text.slice(0, text.indexOf('\n') + 1), { autoType: false }).columnNames();
  const parse = Object.fromEntries(
    names.map((name) => {
      if (TEXT_COLUMNS.includes(name)) return [name, parseText];
      return [name, METRIC_COLUMNS.includes(name) ? parseNumber : parseField];
    }),
  );
  return fromCSV(text, { autoType: false, parse });
}

function parseText(cell: string | null): string | null {
  return cell === '' ? null : cell;
}

function parseNumber(cell: string | null): number | null {
  return cell === null || cell === '' ? null : Number(cell);
}

function parseField(cell: string | null): Cell {
  if (cell === null || cell === '') return null;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  const number = Number(cell);
  return Number.isNaN(number) ? cell : number;
}

/** An error message must not break the table for tools that read it line by line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}
