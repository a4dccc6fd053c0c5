import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * 16 hexadecimal digits of the sha256 of the fully resolved specification: the same trial has the same id in every grid
 * and on every machine. With a million trials, two share an id with probability below 3e-8.
 */
export function trialId(specification: TrialSpecification): string {
  return createHash('sha256').update(canonicalJson(specification)).digest('hex').slice(0, 16);
}
