import { type Axis, type Grid, printable } from '@collapse/trials';

/** Of a value that sets many fields at once, this many are named. */
const MAX_FIELDS = 2;

/** Names trials by their number in the grid: their value on each axis, `objective.beta=1 seed=0`. */
export function nameSettings({ axes }: Pick<Grid, 'axes'>): (index: number) => string {
  const names = axes.map(valueNames);
  return (index) => {
    let rest = index;
    const settings: string[] = [];
    for (const choices of names.toReversed()) {
      settings.unshift(choices[rest % choices.length] ?? '');
      rest = Math.floor(rest / choices.length);
    }
    return settings.join(' ') || 'the base';
  };
}

export function axisName(path: string): string {
  return path === '' ? 'trial' : path;
}

/** A name for each value; of objects, the first fields in which they differ. */
function valueNames({ path, values }: Axis): string[] {
  const leaves = values.map((value) => new Map(leavesOf(path, value)));
  const fields = [...new Set(leaves.flatMap((leaf) => [...leaf.keys()]))];
  const differing = fields.filter((field) => new Set(leaves.map((leaf) => leaf.get(field))).size > 1);
  const shown = (differing.length > 0 ? differing : fields).slice(0, MAX_FIELDS);
  const more = differing.length > MAX_FIELDS ? ' ...' : '';
  return leaves.map((leaf) => {
    const words = shown.flatMap((field) => (leaf.has(field) ? [`${field}=${leaf.get(field)}`] : []));
    return (words.join(' ') || `${axisName(path)}={}`) + more;
  });
}

/** The fields that a value sets, with their values as JSON. */
function leavesOf(path: string, value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[path, printable(JSON.stringify(value))]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(path === '' ? key : `${path}.${key}`, inner));
}
