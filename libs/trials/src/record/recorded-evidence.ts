import { type Evidence, evidenceOf } from './evidence.ts';
import type { DoneResult } from './result.ts';

/** Of a finished trial; results of earlier versions do not record it. */
export function recordedEvidence({
  evidence,
  specification,
  metrics,
}: Pick<DoneResult, 'evidence' | 'specification' | 'metrics'>): Evidence {
  return evidence ?? evidenceOf(specification, Number.isFinite(metrics.objective_optimum));
}
