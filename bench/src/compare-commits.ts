/*
 * Trains the short trials of bench/compared-trials.json with the code of another checkout and with this one, each alone
 * (--packs off), and prints the largest relative difference of the weights and of every number of results and curves.
 * A change that is to leave the numbers alone gives 0 everywhere, and exit status 0; anything else gives 1.
 *
 *     git worktree add ../before COMMIT        and its packages: npm ci, npm run setup
 *     npx nx run bench:compare-commits --other ../before        (--backend native or wasm, --grid FILE for other trials)
 *
 * Both are run by their own `sweep`, so that nothing here depends on how the code is made; caches are new ones, so that no
 * spectrum of one serves the other. Trials are matched by id, weights by name. What only one of the two has is listed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from './table.ts';
import { type Compared, compareNumbers, type Leaves, leavesOf } from './trial-numbers.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const { values: options } = parseArgs({
  options: {
    other: { type: 'string' },
    grid: { type: 'string', default: join(PROJECT, 'bench', 'compared-trials.json') },
    backend: { type: 'string', default: 'auto' },
  },
});
if (options.other === undefined) throw new Error('--other: expected the folder of another checkout, received nothing.');

const folder = mkdtempSync(join(tmpdir(), 'compare-commits-'));
try {
  const [before, after] = [resolve(options.other), PROJECT].map((checkout, index) => trained(checkout, String(index)));
  if (before && after) report(before, after);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The numbers of each trial by its id, trained by the code of a checkout. */
function trained(checkout: string, name: string): Map<string, Leaves> {
  console.error(`training with ${checkout}`);
  const out = join(folder, name);
  const sweep = join(checkout, 'node_modules', '.bin', 'sweep');
  const settings = ['--packs', 'off', '--workers', '1', '--tracking', 'off', '--backend', options.backend];
  execFileSync(process.execPath, [sweep, 'grid', '--grid', resolve(options.grid), '--out', out, ...settings], {
    cwd: checkout,
    env: { ...process.env, POSTERIOR_COLLAPSE_CACHE: join(folder, `${name}-cache`) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const trials = join(out, 'trials');
  return new Map(readdirSync(trials).map((id) => [id, leavesOf(join(trials, id))]));
}

function report(before: ReadonlyMap<string, Leaves>, after: ReadonlyMap<string, Leaves>): void {
  const worst = new Map<string, Compared & { readonly id: string }>();
  const alone = new Set<string>();
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [old, own] = [before.get(id), after.get(id)];
    if (!old || !own) {
      alone.add(`trial ${id} (${old ? 'the other checkout' : 'this one'})`);
      continue;
    }
    const { compared, onlyFirst, onlySecond } = compareNumbers(old, own);
    for (const name of onlyFirst) alone.add(`${name} (the other checkout)`);
    for (const name of onlySecond) alone.add(`${name} (this one)`);
    for (const one of compared) {
      const known = worst.get(one.name);
      if (!known || one.difference > known.difference) worst.set(one.name, { ...one, id });
    }
  }
  const rows = [...worst.values()].map(({ name, difference, at, id }) =>
    difference === 0 ? [name, '0', ''] : [name, difference.toExponential(1), `${at}, ${id}`],
  );
  console.log(markdownTable(['of all trials', 'largest relative difference', 'where, in which trial'], rows));
  if (alone.size > 0) console.log(`\nin one of the two only:\n  ${[...alone].join('\n  ')}`);
  const largest = Math.max(...[...worst.values()].map(({ difference }) => difference));
  if (worst.size === 0) throw new Error('no trial was compared: the two have no id in common.');
  console.log(`\n${before.size} and ${after.size} trials, largest relative difference ${largest}`);
  process.exitCode = largest === 0 && alone.size === 0 ? 0 : 1;
}
