import { printable, printableLines } from './printable.ts';

/** One thing wrong with what the user gave: where, what belongs there, what arrived, and what to do next. */
export interface Issue {
  /** Dotted path of a specification field, a command-line option or a file. */
  readonly field: string;
  /** What belongs there, as the end of "expected ...". */
  readonly expected: string;
  /** What arrived, as the end of "received ...". */
  readonly received: string;
  /** A whole sentence that says what to do. */
  readonly remedy: string;
}

/** `objective.beta: expected a number >= 0, received -1. Write a number that is 0 or more.` */
export function issueMessage(issue: Issue): string {
  // What arrived may have lines of its own, such as the end of a log; values of the user's are JSON, which has none.
  const received = printableLines(issue.received);
  return `${printable(`${issue.field}: expected ${issue.expected}`)}, received ${received}. ${printable(issue.remedy)}`;
}

/** Input the user can put right. Programs print its message without a stack and exit with status 2. */
export class UserError extends Error implements Issue {
  readonly field: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;

  constructor(issue: Issue, options?: ErrorOptions) {
    super(issueMessage(issue), options);
    this.name = 'UserError';
    this.field = issue.field;
    this.expected = issue.expected;
    this.received = issue.received;
    this.remedy = issue.remedy;
  }
}
