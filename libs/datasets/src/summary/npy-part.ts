import type { UnusableValue } from '../moments/moment-sums.ts';
import { type NpyLayout, npyChunks } from '../sources/array/npy-chunks.ts';
import { log1pOf, type RowSummary, summarizeRows, UnusableValueError } from './summarize-rows.ts';

/** Rows [from, to) of a file. */
export interface NpyPart {
  readonly layout: NpyLayout;
  readonly from: number;
  readonly to: number;
  readonly log1p: boolean;
}

export type NpyPartAnswer = { readonly summary: RowSummary } | { readonly unusable: UnusableValue };

/** @throws what reading the file throws */
export function summarizePart({ layout, from, to, log1p }: NpyPart): NpyPartAnswer {
  const { dim } = layout;
  const chunks = npyChunks(layout, from, to);
  try {
    return { summary: summarizeRows(log1p ? log1pOf(chunks, dim) : chunks, dim) };
  } catch (error) {
    if (!(error instanceof UnusableValueError)) throw error;
    return { unusable: { ...error.place, row: from + error.place.row } };
  }
}
