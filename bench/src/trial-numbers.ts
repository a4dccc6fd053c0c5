import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a trial's folder holds of numbers and texts that training decides, by path: weights/NAME/4, metrics/elbo, curve/elbo/2. */
export type Leaves = ReadonlyMap<string, unknown>;

/** The largest difference of one quantity, and where in it. */
export interface Compared {
  readonly name: string;
  /** |a - b| / max(|a|, |b|), 0 where they are the same; infinite for two texts, or where one is no number. */
  readonly difference: number;
  readonly at: string;
}

/** Of a result, what the clock and the machine do not decide. */
const DECIDED = ['status', 'error', 'evidence', 'unbounded', 'metrics', 'dimensions', 'levels', 'curve'];
/** Measured by the clock. */
const TIMES = new Set(['metrics/seconds']);

export function leavesOf(directory: string): Leaves {
  const leaves = new Map<string, unknown>();
  const add = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      if (!TIMES.has(path)) leaves.set(path, value);
      return;
    }
    for (const [key, inner] of Object.entries(value)) add(`${path}/${key}`, inner);
  };
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  const result: Record<string, unknown> = JSON.parse(read('result.json'));
  for (const name of DECIDED) if (name in result) add(name, result[name]);
  for (const line of read('history.jsonl').trim().split('\n')) {
    const { step, metrics }: { step: number; metrics: Record<string, number> } = JSON.parse(line);
    for (const [name, value] of Object.entries(metrics)) leaves.set(`curve/${name}/${step}`, value);
  }
  if (result.status === 'done') for (const [path, value] of weightsOf(directory)) leaves.set(path, value);
  return leaves;
}

function weightsOf(directory: string): [string, number][] {
  const folder = join(directory, 'weights');
  const manifest: { weightsManifest: { weights: { name: string; shape: number[] }[] }[] } = JSON.parse(
    readFileSync(join(folder, 'model.json'), 'utf8'),
  );
  const values = new Float32Array(new Uint8Array(readFileSync(join(folder, 'weights.bin'))).buffer);
  let at = 0;
  return manifest.weightsManifest.flatMap(({ weights }) =>
    weights.flatMap(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const own = Array.from(values.subarray(at, at + size), (value, index): [string, number] => [
        `weights/${name}/${index}`,
        value,
      ]);
      at += size;
      return own;
    }),
  );
}

/** Compares two trials; a quantity is the first two parts of a path. */
export function compareNumbers(first: Leaves, second: Leaves) {
  const compared = new Map<string, Compared>();
  for (const [path, value] of first) {
    if (!second.has(path)) continue;
    const name = quantityOf(path);
    const difference = relativeDifference(value, second.get(path));
    if (difference >= (compared.get(name)?.difference ?? -1)) compared.set(name, { name, difference, at: path });
  }
  const only = (one: Leaves, other: Leaves) => [
    ...new Set([...one.keys()].filter((path) => !other.has(path)).map(quantityOf)),
  ];
  return { compared: [...compared.values()], onlyFirst: only(first, second), onlySecond: only(second, first) };
}

const quantityOf = (path: string) => path.split('/').slice(0, 2).join(' ');

function relativeDifference(one: unknown, other: unknown): number {
  if (Object.is(one, other)) return 0;
  if (typeof one !== 'number' || typeof other !== 'number') return Number.POSITIVE_INFINITY;
  const difference = Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
  // 0 and -0 are one value; NaN beside a number is none.
  return one === other ? 0 : Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
