import { hasNetwork } from '@collapse/models';
import { CATALOG } from './catalog/catalog.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * A specification as a result of any version holds it, with what was not written then said: networks without
 * `model.initialization` started he-normal. Its id stays the same; parsing it anew would fill in today's default.
 */
export function recordedSpecification(specification: TrialSpecification): TrialSpecification {
  // What is read from a file may be no specification, and is handed on as it is.
  const { success, data } = CATALOG.written.safeParse(specification);
  if (!success || !hasNetwork(data.model) || data.model.initialization !== undefined) return specification;
  const { model } = specification;
  return { ...specification, model: { ...model, initialization: 'he-normal' } };
}
