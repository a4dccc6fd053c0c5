import { messageOf } from '@collapse/trials';

/** Something wrong with what a member of a component gives. */
export interface Fault {
  readonly member: string;
  /** After the member's name, such as "to give [2, 3]". */
  readonly expected: string;
  readonly received: string;
  /** A whole sentence. */
  readonly remedy: string;
  /** What it threw, where it did. */
  readonly error?: unknown;
}

/** Runs a check; what a component throws in it is a fault of `member`. */
export function faultsFrom(member: string, check: () => Fault[]): Fault[] {
  try {
    return check();
  } catch (error) {
    const received = `an error: ${messageOf(error)}`;
    const remedy = 'Let it work on any numbers of these shapes; the sizes are examples.';
    return [{ member, expected: 'to run', received, remedy, error }];
  }
}

export function shapeFault(
  member: string,
  wanted: readonly number[],
  meaning: string,
  given: readonly number[],
  when = '',
): Fault[] {
  if (wanted.length === given.length && wanted.every((size, axis) => size === given[axis])) return [];
  return [
    {
      member,
      expected: `to have the shape [${wanted.join(', ')}] (${meaning})${when}`,
      received: `[${given.join(', ')}]`,
      remedy: 'See the shapes in the contract and the examples in docs/extending.md.',
    },
  ];
}
