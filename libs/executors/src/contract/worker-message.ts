/** An error on its way from a worker. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  /** Path and system's code where the study folder could not be written. */
  readonly storage: { readonly path: string; readonly code: string } | null;
}

interface TrialMessage {
  readonly trialId: string;
  readonly attempt: number;
  /** Integer milliseconds since 1970, by the worker's clock. */
  readonly timestamp: number;
}

/** What a worker tells its controller while it runs a group. */
export type WorkerMessage =
  | (TrialMessage & { readonly kind: 'started'; readonly worker: string; readonly log?: string })
  | (TrialMessage & { readonly kind: 'progress'; readonly step: number })
  /** The study folder holds a result, this attempt's or another copy's. */
  | (TrialMessage & { readonly kind: 'committed' })
  | (TrialMessage & { readonly kind: 'threw'; readonly error: ErrorDescription })
  | { readonly kind: 'notice'; readonly line: string; readonly timestamp: number };
