import { createHash } from 'node:crypto';
import type { TrialSpecification } from '../specification/specification.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * 16 hexadecimal digits of the sha256 of the fully resolved specification: the same trial has the same id in every grid
 * and on every machine. With a million trials, two share an id with probability below 3e-8. What a trial did before
 * there was a field for it is left out, so that a result of an earlier version has the id that its trial has today.
 */
export function trialId(specification: TrialSpecification): string {
  return createHash('sha256')
    .update(canonicalJson(asFirstWritten(specification)))
    .digest('hex')
    .slice(0, 16);
}

function asFirstWritten(specification: TrialSpecification): TrialSpecification {
  // What is read from a file may be no specification, and has an id all the same.
  const { model }: Partial<TrialSpecification> = specification;
  if (model?.initialization !== 'he-normal') return specification;
  return { ...specification, model: { ...model, initialization: undefined } };
}
