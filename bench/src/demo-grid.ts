import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStudy } from '@collapse/study';
import { describeMachine } from './machine.ts';
import { measureSuccess } from './measured-process.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';

const { values: options } = parseArgs({
  options: {
    repeats: { type: 'string', default: '3' },
    grid: { type: 'string', default: 'experiments/demo.ts' },
  },
});
const PROJECT = join(import.meta.dirname, '..', '..');
const WORKERS = [1, 2];

interface GridRun {
  /** Seconds from the command to the report. */
  readonly wall: number;
  /** Seconds of training, all workers together. */
  readonly training: number;
  readonly memory: number;
}

console.log(describeMachine());
const folder = mkdtempSync(join(tmpdir(), 'bench-grid-'));
try {
  const taken = new Map(WORKERS.map((workers) => [workers, [] as GridRun[]]));
  for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
    for (const workers of WORKERS) taken.get(workers)?.push(await runGrid(workers));
  }
  const rows = WORKERS.map((workers) => row(workers, taken.get(workers) ?? []));
  const header = ['workers', 'wall, s', 'training, s', 'training time, s', 'everything else', 'peak memory, MiB'];
  console.log(markdownTable(header, rows));
  const [one, two] = WORKERS.map((workers) => median((taken.get(workers) ?? []).map(({ wall }) => wall)));
  console.log(`\nTwo workers are ${((one ?? 0) / (two ?? 1)).toFixed(2)} times one. Medians of ${options.repeats}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function runGrid(workers: number): Promise<GridRun> {
  const study = join(folder, 'study');
  rmSync(study, { recursive: true, force: true });
  const where = ['--grid', join(PROJECT, options.grid), '--out', study];
  const command = ['npx', 'sweep', 'grid', ...where, '--workers', String(workers), '--tracking', 'off'];
  const { wall, peakMemory } = await measureSuccess({ command, directory: PROJECT });
  let training = 0;
  for (const result of readStudy(study).results) {
    if (result.status !== 'done') throw new Error(`trial ${result.trialId} failed: ${result.error.message}`);
    training += result.metrics.seconds ?? 0;
  }
  return { wall: wall / 1000, training, memory: peakMemory };
}

/** Training time is what the workers would need for the training alone; all beyond it is the harness's. */
function row(workers: number, runs: readonly GridRun[]): string[] {
  const wall = median(runs.map((run) => run.wall));
  const training = median(runs.map((run) => run.training));
  const share = median(runs.map((run) => 1 - run.training / workers / run.wall));
  const memory = median(runs.map((run) => run.memory));
  const seconds = [wall, training, training / workers].map((value) => value.toFixed(1));
  return [String(workers), ...seconds, `${(100 * share).toFixed(1)}%`, memory.toFixed(0)];
}
