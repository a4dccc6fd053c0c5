import { BUILT_IN, hasNetwork, vaeFieldsOf } from '@collapse/models';
import { CATALOG } from '../catalog/catalog.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * A specification as a result of any version holds it, with what was not written then said: networks without
 * `model.initialization` started he-normal. Its id stays the same; parsing it anew would fill in today's default.
 */
export function recordedSpecification(specification: TrialSpecification): TrialSpecification {
  // What is read from a file may be no specification, and is handed on as it is.
  const { success, data } = CATALOG.written.safeParse(specification);
  const model = success ? vaeFieldsOf(data.model) : null;
  if (!model || !hasNetwork(model, BUILT_IN) || model.initialization !== undefined) return specification;
  return { ...specification, model: { ...specification.model, initialization: 'he-normal' } };
}
