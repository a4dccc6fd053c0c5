import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export interface LayoutMeasurement {
  readonly layout: string;
  /** Folders moved into place a second: the first tenth, and the last, when nearly all are there. */
  readonly firstRate: number;
  readonly lastRate: number;
  /** Seconds to list the trials. */
  readonly listing: number;
}

const LAYOUTS: readonly { readonly layout: string; readonly place: (id: string) => string }[] = [
  { layout: 'trials/ID', place: (id) => id },
  { layout: 'trials/XX/ID, 256 folders', place: (id) => join(id.slice(0, 2), id) },
];

/** So many empty trial folders, each moved into place as a finished trial is, in one folder or over many. */
export function measureLayouts(folder: string, trials: number): LayoutMeasurement[] {
  return LAYOUTS.map(({ layout, place }, index) => {
    const root = join(folder, `layout-${index}`);
    const attempt = join(root, 'attempt');
    const ids = Array.from({ length: trials }, (_, trial) => spread(trial));
    for (const id of ids) mkdirSync(join(root, 'trials', place(id), '..'), { recursive: true });
    const tenth = Math.ceil(trials / 10);
    const times: number[] = [];
    for (const id of ids) {
      mkdirSync(attempt);
      renameSync(attempt, join(root, 'trials', place(id)));
      times.push(performance.now());
    }
    const rate = (from: number, to: number) => (1000 * (to - from)) / ((times[to] ?? 0) - (times[from] ?? 0));
    const began = performance.now();
    const listed = readdirSync(join(root, 'trials'));
    if (place('abc') !== 'abc') for (const name of listed) readdirSync(join(root, 'trials', name));
    const listing = (performance.now() - began) / 1000;
    return { layout, firstRate: rate(0, tenth - 1), lastRate: rate(trials - tenth, trials - 1), listing };
  });
}

/** Sixteen hexadecimal digits in no order, as ids of trials are. */
function spread(index: number): string {
  return BigInt.asUintN(64, BigInt(index + 1) * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, '0');
}
