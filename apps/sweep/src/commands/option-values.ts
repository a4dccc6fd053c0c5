import { nearestName, UserError } from '@collapse/trials';

/** @throws UserError for anything but one of the choices; the nearest is told */
export function oneOf<Choice extends string>(field: string, received: string, choices: readonly Choice[]): Choice {
  const named = choices.map((name) => ({ name }));
  return namedOne(field, received, named).name;
}

/** @throws UserError for anything but the name of one of the choices; the nearest is told */
export function namedOne<Choice extends { readonly name: string }>(
  field: string,
  received: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find(({ name }) => name === received);
  if (found !== undefined) return found;
  const names = choices.map(({ name }) => name);
  const near = nearestName(received, names);
  throw new UserError({
    field,
    expected: `one of ${names.join(', ')}`,
    received,
    remedy: near === null ? 'Give one of them.' : `Did you mean ${near}?`,
  });
}

/** @throws UserError for anything but an integer within the bounds, both included */
export function integerFrom(
  field: string,
  received: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const value = Number(received);
  if (/^\d+$/.test(received) && value >= least && value <= most) return value;
  throw new UserError({
    field,
    expected: `an integer from ${least} to ${most}`,
    received,
    remedy: 'Leave it out for the default.',
  });
}

/** @throws UserError for anything but a finite number of at least `least` */
export function numberFrom(
  field: string,
  received: string,
  { least, words }: { readonly least: number; readonly words: string },
): number {
  const value = Number(received);
  if (received.trim() !== '' && Number.isFinite(value) && value >= least) return value;
  throw new UserError({ field, expected: words, received, remedy: 'Give such a number, or leave it out.' });
}
