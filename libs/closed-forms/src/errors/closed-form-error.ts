/** What was wrong with an input, in the four parts every error of this project has. */
export interface ClosedFormProblem {
  readonly field: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;
}

/** An input for which a closed form does not exist or is not finite. */
export class ClosedFormError extends Error implements ClosedFormProblem {
  readonly field: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;

  constructor({ field, expected, received, remedy }: ClosedFormProblem) {
    super(`${field}: expected ${expected}, received ${received}. ${remedy}`);
    this.name = 'ClosedFormError';
    this.field = field;
    this.expected = expected;
    this.received = received;
    this.remedy = remedy;
  }
}
