import type { TrialRow } from './trial-rows.ts';

/** A sentence on finished trials that share their training, and the fields they differ in; null where none do. */
export function sharedTrainingDetail(rows: readonly TrialRow[]): string | null {
  const done = rows.filter((row) => row.status === 'done');
  const groups = [...Map.groupBy(done, ({ training, trialId }) => training ?? trialId).values()];
  if (groups.length === done.length) return null;
  const fields = [...new Set(groups.flatMap(differingFields))];
  const count = (number: number) => number.toLocaleString('en-US');
  return (
    `${count(done.length)} trials are ${count(groups.length)} training${groups.length === 1 ? '' : 's'}: those that differ only in ` +
    `${fields.join(', ')} are trained alike and count as one.`
  );
}

function differingFields([first, ...others]: readonly TrialRow[]): string[] {
  return others.flatMap((other) =>
    [...new Set([...Object.keys(first?.fields ?? {}), ...Object.keys(other.fields)])].filter(
      (field) => (first?.fields[field] ?? null) !== (other.fields[field] ?? null),
    ),
  );
}
