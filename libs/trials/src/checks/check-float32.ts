import {
  BUILT_IN,
  type Components,
  type Fields,
  familyOf,
  likelihoodOf,
  objectiveOf,
  optimizerOf,
  SHARED_FIELDS,
} from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import type { Issue } from '../words/user-error.ts';

/** Smallest normal float32 and the largest. */
const SMALLEST = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Numbers that training needs in float32, where those outside its range are 0 or infinite and would make every trial diverge. */
export function float32Issues(
  { model, likelihood, objective, optimizer }: TrialSpecification,
  components: Components = BUILT_IN,
): Issue[] {
  const own = (part: string, { float32 = [] }: { readonly float32?: readonly string[] }, fields: Fields) =>
    float32.map((name) => [`${part}.${name}`, fields[name]] as const);
  const known = optimizerOf(components, optimizer);
  const sizes: readonly (readonly [field: string, value: unknown])[] = [
    ...(familyOf(components, model).float32?.(model) ?? []),
    ...own('likelihood', likelihoodOf(components, likelihood), likelihood),
    ['objective.beta', objective.beta],
    ['objective.secondBeta', objective.secondBeta],
    ...own('objective', objectiveOf(components, objective), objective),
    ...own('optimizer', SHARED_FIELDS, optimizer),
    ...own('optimizer', known, optimizer),
  ];
  const outside = sizes.filter(
    ([, value]) => typeof value === 'number' && value !== 0 && (value < SMALLEST || value > LARGEST),
  );
  const decays = own('optimizer', { float32: known.decays ?? [] }, optimizer);
  return [
    ...outside.map(([field, value]) => ({
      field,
      expected: 'a number from 1.2e-38 to 3.4e38, which float32 holds',
      received: String(value),
      remedy: `Write a ${Number(value) > 1 ? 'smaller' : 'larger'} one.`,
    })),
    ...decays
      .filter(([, value]) => typeof value === 'number' && Math.fround(value) === 1)
      .map(([field, value]) => ({
        field,
        expected: 'a number < 1 that float32 tells from 1',
        received: String(value),
        remedy: 'Write 0.9999999 or less.',
      })),
  ];
}
