/** The family whose kind is not written: its models were there before families had kinds. */
export const UNNAMED_FAMILY = 'vae';

/** The family that a model's fields mean. */
export function familyKind(fields: { readonly family?: unknown }): string {
  return typeof fields.family === 'string' ? fields.family : UNNAMED_FAMILY;
}
