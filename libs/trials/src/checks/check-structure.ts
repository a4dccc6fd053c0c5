import type { Issue } from '../words/user-error.ts';

/** Nobody writes a grid so deep, and what walks through it must not run out of stack. */
const MOST_LEVELS = 64;

/**
 * Whether a value is a finite tree of plain data, before anything else looks at it: no object inside itself, none too
 * deep, and no field called __proto__, which would become an object's prototype where it is copied.
 */
export function structureIssue(value: unknown, place: string): Issue | null {
  return firstIssue(value, [], [], place);
}

function firstIssue(
  value: unknown,
  path: readonly PropertyKey[],
  above: readonly unknown[],
  place: string,
): Issue | null {
  if (typeof value !== 'object' || value === null) return null;
  const field = path.length === 0 ? place : path.slice(0, 8).join('.');
  if (above.includes(value)) {
    return { field, expected: 'plain data', received: 'an object that holds itself', remedy: 'Write the value out.' };
  }
  if (path.length >= MOST_LEVELS) {
    const received = `more than ${MOST_LEVELS}`;
    return {
      field,
      expected: `at most ${MOST_LEVELS} levels of lists and objects`,
      received,
      remedy: 'Take levels out.',
    };
  }
  if (Object.hasOwn(value, '__proto__')) {
    return {
      field: [...path.slice(0, 8), '__proto__'].join('.'),
      expected: 'a field that exists',
      received: '__proto__, which no field may be called',
      remedy: 'Remove it.',
    };
  }
  const inside = [...above, value];
  for (const [key, member] of Object.entries(value)) {
    const issue = firstIssue(member, [...path, key], inside, place);
    if (issue !== null) return issue;
  }
  return null;
}
