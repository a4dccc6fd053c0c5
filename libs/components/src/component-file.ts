/** A file of components on its way to a worker, which refuses it where the file has another hash. */
export interface ComponentFile {
  /** Absolute. */
  readonly file: string;
  /** See componentHash. */
  readonly sha256: string;
}

/** One component from outside, as a study's record has it. */
export interface ComponentRecord {
  /** As the grid lists it: relative to the grid file. */
  readonly file: string;
  /** What part of a trial it is, such as "likelihood". */
  readonly kind: string;
  /** The name that a grid has it by. */
  readonly name: string;
  readonly sha256: string;
  readonly summary: string;
}
