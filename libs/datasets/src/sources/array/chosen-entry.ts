import { nearestName, UserError } from '@collapse/trials';

/** @throws UserError where there is no entry `key`, or no key and not exactly one entry */
export function chosenEntry(file: string, names: readonly string[], key: string | undefined): string {
  const [only, ...others] = names;
  const chosen = key ?? (others.length === 0 ? only : undefined);
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  const near = key === undefined ? null : nearestName(key, names);
  throw new UserError({
    field: 'dataset.key',
    expected: `one of the ${names.length} arrays in ${file}: ${names.slice(0, 20).join(', ')}`,
    received: key ?? 'nothing',
    remedy: near === null ? 'Name one of them.' : `Did you mean ${near}?`,
  });
}
