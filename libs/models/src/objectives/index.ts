import { elbo } from './elbo.ts';
import { freeBitsElbo } from './free-bits.ts';
import { writtenLoss } from './written-loss.ts';

/** Every objective that is built in: a new one is a file and a line here. */
export const OBJECTIVES = [elbo, writtenLoss, freeBitsElbo] as const;

/** Objectives that are told by their fields: their kind is not written, and no part of an id. */
export const UNNAMED_OBJECTIVES: readonly string[] = [elbo.kind, writtenLoss.kind, freeBitsElbo.kind];

/** The objective that a trial's fields mean: those that are built in are told by their fields, and `kind` is not written. */
export function objectiveKind(fields: {
  readonly kind?: unknown;
  readonly reduction?: unknown;
  readonly freeBits?: unknown;
}): string {
  if (typeof fields.kind === 'string') return fields.kind;
  if (fields.freeBits !== undefined) return freeBitsElbo.kind;
  return fields.reduction === undefined || fields.reduction === 'elbo' ? elbo.kind : writtenLoss.kind;
}
