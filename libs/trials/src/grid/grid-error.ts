import { printable } from '../words/printable.ts';
import { type Issue, issueMessage, UserError } from '../words/user-error.ts';

const MOST_SHOWN = 20;

/** Everything that is wrong with a grid, found in one go. */
export class GridError extends UserError {
  /** The grid's file. */
  readonly source: string;
  readonly issues: readonly Issue[];

  constructor(source: string, issues: readonly [Issue, ...Issue[]]) {
    super(issues[0]);
    this.name = 'GridError';
    this.source = source;
    this.issues = issues;
    const lines = issues.slice(0, MOST_SHOWN).map((issue) => `  ${issueMessage(issue)}`);
    if (issues.length > MOST_SHOWN) lines.push(`  and ${issues.length - MOST_SHOWN} more`);
    const title =
      issues.length === 1 ? 'there is a problem with this grid' : `there are ${issues.length} problems with this grid`;
    this.message = `${printable(source)}: ${title}\n${lines.join('\n')}`;
  }
}
