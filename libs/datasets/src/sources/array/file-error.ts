import { UserError } from '@collapse/trials/user-error';

/** What is wrong with a file of the user's, and what to do. */
export function fileError(
  file: string,
  [expected, received, remedy]: readonly [expected: string, received: string, remedy: string],
  cause?: unknown,
): UserError {
  return new UserError({ field: file, expected, received, remedy }, { cause });
}
