import { hasNetwork, type TrialSpecification } from './specification.ts';

/**
 * A specification as a result of any version holds it, with what was not written then said: networks without
 * `model.initialization` started he-normal. Its id stays the same; parsing it anew would fill in today's default.
 */
export function recordedSpecification(specification: TrialSpecification): TrialSpecification {
  const { model } = specification;
  if (!hasNetwork(model) || model.initialization !== undefined) return specification;
  return { ...specification, model: { ...model, initialization: 'he-normal' } };
}
