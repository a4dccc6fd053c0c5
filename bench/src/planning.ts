import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { measureSuccess } from './measured-process.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';

const { values: options } = parseArgs({ options: { repeats: { type: 'string', default: '5' } } });
const PROJECT = join(import.meta.dirname, '..', '..');

/** 10,000 trials on the data that comes with the project, linear ones, so that each has a closed form to be planned. */
const grid = {
  name: 'ten-thousand',
  base: {
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 50 },
    objective: { estimator: 'analytic' },
    train: { steps: 1000 },
  },
  axes: {
    'objective.beta': Array.from({ length: 20 }, (_, index) => (index + 1) / 5),
    'likelihood.variance': Array.from({ length: 20 }, (_, index) => (index + 1) / 20),
    seed: Array.from({ length: 25 }, (_, index) => index),
  },
};

console.log(describeMachine());
const folder = mkdtempSync(join(tmpdir(), 'bench-planning-'));
try {
  const file = join(folder, 'grid.json');
  writeFileSync(file, JSON.stringify(grid));
  const sweep = join(PROJECT, 'apps', 'sweep', 'bin', 'sweep.js');
  const command = [process.execPath, sweep, 'grid', '--grid', file, '--dry-run', '--out', join(folder, 'study')];
  const runs = [];
  for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
    runs.push(await measureSuccess({ command, directory: PROJECT, intervalMilliseconds: 20 }));
  }
  const lines = runs[0]?.output.split('\n').length ?? 0;
  const rows = [
    [
      'sweep grid --dry-run, 10,000 trials',
      (median(runs.map(({ wall }) => wall)) / 1000).toFixed(2),
      median(runs.map(({ peakMemory }) => peakMemory)).toFixed(0),
    ],
  ];
  console.log(markdownTable(['whole process', 'wall, s (under 2)', 'peak memory, MiB (under 300)'], rows));
  console.log(`\nMedians of ${runs.length}; ${lines} lines of plan.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
