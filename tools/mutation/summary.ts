import type { Tried } from './try-mutation.ts';

/** Of the mutations that are not equivalent, this share at least must be killed. */
export const LEAST_KILLED = 0.9;

export interface Counts {
  readonly tried: number;
  readonly killed: number;
  /** Alive, and for a reason that the list gives. */
  readonly accepted: number;
  /** Alive, and nobody knows why. */
  readonly alive: number;
  readonly errors: number;
}

export function countsOf(tried: readonly Tried[]): Counts {
  const count = (holds: (one: Tried) => boolean) => tried.filter(holds).length;
  return {
    tried: tried.length,
    killed: count(({ verdict }) => verdict === 'killed'),
    accepted: count(({ verdict, mutation }) => verdict === 'alive' && mutation.accepted !== undefined),
    alive: count(({ verdict, mutation }) => verdict === 'alive' && mutation.accepted === undefined),
    errors: count(({ verdict }) => verdict === 'error'),
  };
}

/** Whether the lists could be tried whole and enough was noticed. */
export function isEnough(counts: Counts): boolean {
  return counts.errors === 0 && counts.killed >= LEAST_KILLED * counts.tried;
}

/** A table by library, then what lives without a reason, what lives with one, and what could not be tried. */
export function summaryText(tried: readonly Tried[], equivalent: ReadonlyMap<string, number>): string {
  const libraries = [...new Set([...tried.map(({ mutation }) => mutation.library), ...equivalent.keys()])];
  const row = (name: string, counts: Counts, same: number) => [
    name,
    ...[counts.tried, counts.killed, counts.alive, counts.accepted, counts.errors, same].map(String),
    counts.tried === 0 ? '' : `${((100 * counts.killed) / counts.tried).toFixed(1)}%`,
  ];
  const rows = libraries.map((library) =>
    row(library, countsOf(tried.filter(({ mutation }) => mutation.library === library)), equivalent.get(library) ?? 0),
  );
  const all = [...equivalent.values()].reduce((sum, count) => sum + count, 0);
  const head = ['library', 'tried', 'killed', 'alive', 'accepted', 'errors', 'equivalent', 'killed'];
  return [
    table([head, ...rows, row('all', countsOf(tried), all)]),
    ...section('Alive: no test notices', tried, ({ verdict, mutation }) => verdict === 'alive' && !mutation.accepted),
    ...section('Accepted', tried, ({ verdict, mutation }) => verdict === 'alive' && mutation.accepted !== undefined),
    ...section(
      'Accepted, but killed now: move them to the list of their library',
      tried,
      ({ verdict, mutation }) => verdict === 'killed' && mutation.accepted !== undefined,
    ),
    ...section('Could not be tried: the list must follow the source', tried, ({ verdict }) => verdict === 'error'),
  ].join('\n');
}

function section(title: string, tried: readonly Tried[], belongs: (one: Tried) => boolean): string[] {
  const lines = tried.filter(belongs).map(({ mutation, verdict, by }) => {
    const why = verdict === 'error' ? by : mutation.accepted;
    return `  ${mutation.file}: ${mutation.means}${why === undefined ? '' : ` (${why})`}`;
  });
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

/** Columns in line; all but the first are numbers. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
