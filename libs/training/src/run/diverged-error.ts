/** A model whose numbers are no longer finite, so that there is nothing left to measure. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}
