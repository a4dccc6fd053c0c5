import type { ExplainedData } from '@collapse/analysis/in-browser';
import type { Moments } from '@collapse/closed-forms';

/** What a worker is asked, once: a whole file, or some rows of one for the worker that reads it. */
export type DataRequest =
  | {
      readonly kind: 'file';
      readonly file: File;
      /** The worker's own, for its helpers. */
      readonly source: string;
    }
  | {
      readonly kind: 'rows';
      readonly count: number;
      readonly dim: number;
      /** Shape [count, dim]. */
      readonly values: Float32Array<ArrayBuffer>;
    };

/** What it answers about a file: any number of steps, then the data or what is wrong with them. */
export type DataReply =
  | { readonly kind: 'step'; readonly words: string }
  | { readonly kind: 'data'; readonly data: ExplainedData }
  | { readonly kind: 'problem'; readonly message: string };

/** What it answers about rows: how many of them are done, then their moments. */
export type RowsReply =
  | { readonly kind: 'rows-done'; readonly rows: number }
  | { readonly kind: 'moments'; readonly moments: Moments };
