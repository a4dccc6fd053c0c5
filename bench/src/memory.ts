import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { measureSuccess } from './measured-process.ts';
import { markdownTable } from './table.ts';

const { values: options } = parseArgs({ options: { trials: { type: 'string', default: '1000' } } });
const PROJECT = join(import.meta.dirname, '..', '..');
const POINTS = 20;

/** Short trials of two shapes, stochastic and analytic, so that shapes change and nothing is large but what piles up. */
function grid(trials: number) {
  return {
    name: 'many-trials',
    base: {
      dataset: { name: 'synthetic', eigenvalues: [4, 2, 1], dim: 16, count: 200, noise: 0.1 },
      model: { latentDim: 3 },
      likelihood: { variance: 0.1 },
      train: { steps: 200, batchSize: 50 },
    },
    axes: {
      trial: [
        { model: { encoder: { hidden: [16], variance: 'amortized' }, decoder: { hidden: [16] } } },
        { objective: { estimator: 'analytic' }, train: { batchSize: 'full' } },
      ],
      seed: Array.from({ length: Math.ceil(trials / 2) }, (_, seed) => seed),
    },
  };
}

console.log(describeMachine());
const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
try {
  const file = join(folder, 'grid.json');
  const study = join(folder, 'study');
  writeFileSync(file, JSON.stringify(grid(Number(options.trials))));
  const sweep = join(PROJECT, 'apps', 'sweep', 'bin', 'sweep.js');
  const where = ['--grid', file, '--out', study, '--workers', '1', '--tracking', 'off'];
  const looks: { done: number; memory: number; at: number }[] = [];
  await measureSuccess({
    command: [process.execPath, sweep, 'grid', ...where],
    directory: PROJECT,
    intervalMilliseconds: 500,
    onMemory: (memory, at) => looks.push({ done: finishedTrials(study), memory, at }),
  });
  const every = Math.max(1, Math.floor(looks.length / POINTS));
  const rows = looks
    .filter((_, index) => index % every === 0 || index === looks.length - 1)
    .map(({ done, memory, at }) => [(at / 1000).toFixed(0), String(done), memory.toFixed(0)]);
  console.log(markdownTable(['seconds', 'trials done', 'memory, MiB'], rows));
  console.log('\nOne worker; the last rows also hold the tables and the report of the whole study.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function finishedTrials(study: string): number {
  const trials = join(study, 'trials');
  return existsSync(trials) ? readdirSync(trials).length : 0;
}
