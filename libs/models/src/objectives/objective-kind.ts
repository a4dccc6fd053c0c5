/** Objectives that are told by their fields: their kind is not written, and no part of an id. */
export const UNNAMED_OBJECTIVES: readonly string[] = ['elbo', 'written-loss', 'free-bits'];

/** The objective that a trial's fields mean. */
export function objectiveKind(fields: {
  readonly kind?: unknown;
  readonly reduction?: unknown;
  readonly freeBits?: unknown;
}): string {
  if (typeof fields.kind === 'string') return fields.kind;
  if (fields.freeBits !== undefined) return 'free-bits';
  return fields.reduction === undefined || fields.reduction === 'elbo' ? 'elbo' : 'written-loss';
}
