import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { workFolder, writeGrid } from './support/run-sweep.ts';

test('a reader that stops reading is no error', (t) => {
  const folder = workFolder(t);
  const program = join(import.meta.dirname, '../../../node_modules/.bin/sweep');
  const base = {
    dataset: { name: 'synthetic', eigenvalues: [1], dim: 2, count: 9 },
    model: { latentDim: 1 },
    train: { steps: 1 },
  };
  // More lines than a pipe holds.
  writeGrid(folder, { name: 'a', base, axes: { seed: Array.from({ length: 3000 }, (_, seed) => seed) } });
  const script = '"$0" "$1" grid --grid grid.json --dry-run 2>errors | head -n 1; cat errors';
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, POSTERIOR_COLLAPSE_CACHE: folder } } as const;
  t.is(execFileSync('sh', ['-c', script, process.execPath, program], options), 'grid      a, grid.json\n');
});
