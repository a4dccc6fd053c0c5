import type { IdleColumns } from './idle-columns.ts';
import type { KnownSpectrum } from './known-spectrum.ts';

/** What the closed forms need to know of data, without the data. */
export interface DataSummary extends KnownSpectrum, IdleColumns {
  readonly count: number;
  readonly dim: number;
}
