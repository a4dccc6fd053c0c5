/** What a recorder knows of a tensor besides its node. */
export interface Metadata {
  readonly shape: readonly number[];
  readonly dtype: number;
}

/**
 * Whether an operation hands its first input on as it is. tfjs makes many such: gradients reshape to the shape that is there and cast to
 * the type that is there.
 */
export function isIdentity(operation: string, input: Metadata, output: Metadata): boolean {
  if (input.dtype !== output.dtype) return false;
  if (operation === 'Cast') return true;
  return operation === 'Reshape' && String(input.shape) === String(output.shape);
}
