import test from 'ava';
import { UserError } from '../../src/index.ts';

test('the message has all four parts', (t) => {
  const cause = new Error('why');
  const issue = { field: 'objective.beta', expected: 'a number >= 0', received: '-1', remedy: 'Write 0 or more.' };
  const error = new UserError(issue, { cause });
  t.is(error.message, 'objective.beta: expected a number >= 0, received -1. Write 0 or more.');
  t.is(error.cause, cause);
  t.is(error.name, 'UserError');
  t.like(error, issue);
});
