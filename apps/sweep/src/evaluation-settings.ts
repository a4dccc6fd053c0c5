import { BUILT_IN, type Components } from '@collapse/models';
import {
  checkTrial,
  type EvaluationSpecification,
  issueMessage,
  parseEvaluation,
  type TrialSpecification,
  UserError,
} from '@collapse/trials';

const SECTION = 'evaluation.';

/** Fields of a trial's evaluation, by their name; null takes a field back to its default. */
export type EvaluationChange = Readonly<Record<string, unknown>>;

/**
 * What --set gives, such as `evaluation.marginalSamples=16`.
 * @throws UserError for anything but fields of the evaluation, each once
 */
export function parseEvaluationChange(assignments: readonly string[]): EvaluationChange {
  const change = new Map<string, unknown>();
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    const path = equals === -1 ? assignment : assignment.slice(0, equals);
    const name = path.slice(SECTION.length);
    if (equals === -1 || !path.startsWith(SECTION) || name === '' || change.has(name)) {
      throw notEvaluation(assignment, change.has(name));
    }
    change.set(name, settingFrom(assignment.slice(equals + 1)));
  }
  return Object.fromEntries(change);
}

/**
 * The evaluation of a trial with the change on top of what its measures were last taken by.
 * @throws UserError for a field that does not exist or a value that makes no sense for this trial
 */
export function changedEvaluation(
  specification: TrialSpecification,
  last: EvaluationSpecification,
  change: EvaluationChange,
  components: Components = BUILT_IN,
): EvaluationSpecification {
  const wanted = Object.entries({ ...last, ...change }).filter(([, value]) => value !== null);
  const evaluation = parseEvaluation(Object.fromEntries(wanted), '--set');
  const known = new Set(checkTrial(specification, null, components).map(issueMessage));
  // Rules of today on the rest of a specification of before are none of this command's business.
  const issue = checkTrial({ ...specification, evaluation }, null, components).find(
    (found) => found.field.startsWith(SECTION) && !known.has(issueMessage(found)),
  );
  if (issue !== undefined) throw new UserError({ ...issue, field: `--set: ${issue.field}` });
  return evaluation;
}

/** A value as a grid would have it; text that is no JSON is the text. */
function settingFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function notEvaluation(received: string, twice: boolean): UserError {
  return new UserError({
    field: '--set',
    expected: twice
      ? 'each field once'
      : 'a field of the evaluation and its value, such as evaluation.marginalSamples=16',
    received,
    remedy: twice
      ? 'Leave one of them out.'
      : 'Measures are taken from the weights as they are; to change anything else, train a grid that has it.',
  });
}
