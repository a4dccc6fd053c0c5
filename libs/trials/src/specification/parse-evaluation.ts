import { z } from 'zod';
import { parseOptions } from './parse-options.ts';
import { type EvaluationSpecification, evaluationSpecification } from './specification.ts';

/**
 * The evaluation of a trial from its fields, defaults filled in.
 * @param source where the fields are from, for the error
 * @throws UserError for the first thing that is wrong
 */
export function parseEvaluation(fields: unknown, source: string): EvaluationSpecification {
  return parseOptions(z.strictObject({ evaluation: evaluationSpecification }), { evaluation: fields }, source)
    .evaluation;
}
