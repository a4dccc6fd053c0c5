import type { EvaluationOutcome } from '../evaluate-study.ts';

/** `measured  11 trials, 1 left as it was`. */
export function evaluationText({ measured, left }: EvaluationOutcome): string {
  const trials = `${measured} trial${measured === 1 ? '' : 's'}`;
  return `measured  ${trials}${left.length === 0 ? '' : `, ${left.length} left as ${left.length === 1 ? 'it was' : 'they were'}`}`;
}
