import type { AnyExecutorKind, OptionsFile } from '@collapse/executors/contract';

export const BACKENDS = ['auto', 'native', 'wasm'] as const;

/** What the command line says about where trials run. */
export interface ExecutionChoice {
  readonly kind: AnyExecutorKind;
  readonly backend: (typeof BACKENDS)[number];
  /** Worker threads; as many as the machine has room for where it is null. */
  readonly workers: number | null;
  /** One process for each of these, where any are given. */
  readonly gpus: readonly string[];
  /** Whether trials of one shape train together where that is faster. */
  readonly packs: boolean;
  /** From one checkpoint of a training to the next; 0 for none. */
  readonly checkpointSeconds: number;
  /** The file of --executor-options; null where none was given. Each executor checks its own. */
  readonly file: OptionsFile | null;
}
