import type { Study } from '@collapse/study';
import { type DoneResult, nearestName, UserError } from '@collapse/trials';
import { forUser } from './user-path.ts';

const MOST_LISTED = 3;

/**
 * The done trial of a study that an id, or the start of one, names.
 * @param given as the user typed it
 * @throws UserError where no trial or several have such an id, and for one that failed or is not trained
 */
export function doneTrial(study: Study, given: string): DoneResult {
  const trialId = trialNamed(study, given);
  const result = study.result(trialId);
  if (result === null || result.trialId !== trialId) {
    throw wrong(
      'a trial that is done',
      `${trialId}, which has no result yet`,
      'Run the grid again, which trains what is not done.',
    );
  }
  if (result.status === 'failed') {
    throw wrong(
      'a trial that is done',
      `${trialId}, which failed (${result.error.reason}: ${result.error.message})`,
      `Give one of those that ${forUser(study.paths.results)} has as done.`,
    );
  }
  return result;
}

function trialNamed(study: Study, given: string): string {
  const known = new Set([...study.trialIds, ...study.grid.trialIds]);
  const start = given.trim().toLowerCase();
  const matching = start === '' ? [] : [...known].filter((id) => id.startsWith(start));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1) {
    const listed = matching.slice(0, MOST_LISTED).join(', ');
    const more = matching.length > MOST_LISTED ? ', ...' : '';
    throw wrong(
      'the start of one id',
      `${given}, with which ${matching.length} start (${listed}${more})`,
      'Give more of it.',
    );
  }
  const near = nearestName(start, known);
  const table = `The column trial_id of ${forUser(study.paths.results)} has them all.`;
  throw wrong(
    `the id of a trial of ${forUser(study.paths.directory)}, or the start of one`,
    given === '' ? 'nothing' : given,
    near === null ? table : `Did you mean ${near}? ${table}`,
  );
}

function wrong(expected: string, received: string, remedy: string): UserError {
  return new UserError({ field: '--trial', expected, received, remedy });
}
