import type { ExplainedData } from '@collapse/analysis/in-browser';

/** What the worker is asked, once. */
export interface DataRequest {
  readonly file: File;
}

/** What it answers: any number of steps, then the data or what is wrong with the file. */
export type DataReply =
  | { readonly kind: 'step'; readonly words: string }
  | { readonly kind: 'data'; readonly data: ExplainedData }
  | { readonly kind: 'problem'; readonly message: string };
