import type { FailureReason, Metrics } from '@collapse/trials';
import type { Cell } from '../src/flatten-specification.ts';
import { judgeRow, rowEvidence } from '../src/row-judgement.ts';
import type { TrialRow } from '../src/trial-rows.ts';
import { emptyMetrics } from './fixture-study.ts';

/** A row with only these fields and metrics; failed where there is a reason. */
export function madeUpRow(
  fields: Readonly<Record<string, Cell>>,
  metrics: Partial<Metrics>,
  reason: FailureReason | null = null,
): TrialRow {
  const all = { ...emptyMetrics(), ...metrics };
  return {
    trialId: '0123456789abcdef',
    status: reason === null ? 'done' : 'failed',
    failure: reason === null ? null : { reason, message: 'it went wrong' },
    fields,
    metrics: all,
    predictedKl: null,
    evidence: reason === null ? rowEvidence(fields, all) : null,
    judgement: reason === null ? judgeRow(fields, all) : null,
    unbounded: null,
    backend: null,
    startedAt: 0,
    finishedAt: 0,
  };
}
