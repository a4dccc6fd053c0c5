import { canonicalJson } from '../identity/canonical-json.ts';
import { type JsonSchema, pathsBelow } from '../specification/field-schema.ts';
import { nearestName } from '../words/nearest-name.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';
import { type Axis, countCombinations } from './expand.ts';
import { WHOLE_TRIAL } from './grid-input.ts';

const SHORTEST_TO_MISSPELL = 4;

/** More trials than anyone trains, and few enough to list. */
export const MOST_TRIALS = 1_000_000;

/** How an axis is written in an error. */
export function axisField(path: string): string {
  return `axes["${path === '' ? WHOLE_TRIAL : path}"]`;
}

/**
 * What is wrong with the axes themselves, told without expanding them.
 * @param schema of a trial
 */
export function checkAxes(axes: readonly Axis[], schema: JsonSchema): Issue[] {
  const paths = pathsBelow(schema);
  const issues = axes.flatMap((axis) => [...pathIssues(axis, paths), ...duplicateIssues(axis)]);
  const count = countCombinations(axes);
  if (count > MOST_TRIALS) {
    issues.push({
      field: 'axes',
      expected: `at most ${MOST_TRIALS.toLocaleString('en')} trials`,
      received: `${count.toLocaleString('en')} (${axes.map(({ values }) => values.length).join(' x ')})`,
      remedy: 'Leave out values or axes, or split the grid.',
    });
  }
  return issues;
}

function pathIssues({ path }: Axis, paths: readonly string[]): Issue[] {
  if (path === '' || paths.includes(path)) return [];
  const ending = paths.filter((known) => known.toLowerCase().endsWith(`.${path.toLowerCase()}`));
  const near =
    ending.length > 0 ? ending.slice(0, 3).join(' or ') : (nearestName(path, paths) ?? nearestEnding(path, paths));
  return [
    {
      field: axisField(path),
      expected: 'the dotted path of a field of a trial',
      received: `"${path}"`,
      remedy: near === null ? `The fields begin with ${topLevel(paths)}.` : `Did you mean ${near}?`,
    },
  ];
}

/** For a name that is misspelt and lacks the part it belongs to; of a very short one every other is near. */
function nearestEnding(path: string, paths: readonly string[]): string | null {
  const last = (known: string) => known.slice(known.lastIndexOf('.') + 1);
  const near = last(path).length < SHORTEST_TO_MISSPELL ? null : nearestName(last(path), paths.map(last));
  return paths.find((known) => last(known) === near) ?? null;
}

function topLevel(paths: readonly string[]): string {
  return paths.filter((path) => !path.includes('.')).join(', ');
}

function duplicateIssues({ path, values }: Axis): Issue[] {
  const first = new Map<string, number>();
  const issues: Issue[] = [];
  for (const [index, value] of values.entries()) {
    const key = comparable(value);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, index);
    } else {
      issues.push({
        field: axisField(path),
        expected: 'values that differ',
        received: `${receivedWords(value)} as value ${earlier + 1} and again as value ${index + 1}`,
        remedy: 'Remove one of them.',
      });
    }
  }
  return issues;
}

/** Equal for equal values; what JSON cannot hold, such as NaN, is left to the check of its field. */
function comparable(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof TypeError) return `${typeof value} ${receivedWords(value)}`;
    throw error;
  }
}
