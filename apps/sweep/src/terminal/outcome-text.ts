import { reportCommand } from '../command-line.ts';
import { forUser } from '../user-path.ts';
import type { Outcome } from '../write-outcome.ts';

/** The closing summary: what is done, what it says, where to read more. */
export function outcomeText({
  done,
  failed,
  missing,
  violations,
  headline,
  results,
  report,
  directory,
}: Outcome): string {
  const counts = [`${done} done`, `${failed} failed`, ...(missing > 0 ? [`${missing} not trained yet`] : [])];
  const bounds = violations === 0 ? 'no bound violated' : `${violations} BOUNDS VIOLATED, see the report`;
  return [
    `trials    ${counts.join(', ')}, ${bounds}`,
    `finding   ${headline}`,
    `results   ${forUser(results)}`,
    `report    ${report}`,
    `again     ${reportCommand(directory)}`,
  ].join('\n');
}
