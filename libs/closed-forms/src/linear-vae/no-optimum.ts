/** There is no finite optimum, and why. */
export interface NoOptimum {
  readonly none: string;
}
