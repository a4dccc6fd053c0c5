import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createInProcessExecutor } from '@collapse/executors';
import { readStudy, studyPaths } from '@collapse/study';
import { makePlan } from 'sweep/plan';
import { runStudy } from 'sweep/run-study';
import { writeOutcome } from 'sweep/write-outcome';
import { describeMachine } from './machine.ts';
import { measureSuccess } from './measured-process.ts';
import { writing } from './recorded-runner.ts';
import { markdownTable } from './table.ts';

/**
 * What a grid of 100,000 trials costs apart from its training: every trial gets the record of one that was trained, so this
 * is a simulation, and the time that the records take to write is told apart.
 */
const { values: options } = parseArgs({
  options: { trials: { type: 'string', default: '100000' }, folder: { type: 'string', default: tmpdir() } },
});
const PROJECT = join(import.meta.dirname, '..', '..');
const SWEEP = join(PROJECT, 'apps', 'sweep', 'bin', 'sweep.js');
const trials = Number(options.trials);

const base = {
  dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 16, count: 200, noise: 0.1 },
  model: { latentDim: 4 },
  objective: { estimator: 'analytic' },
  train: { steps: 100 },
};

function grid(name: string, count: number) {
  const side = Math.ceil(Math.sqrt(count / 10));
  const values = (scale: number) => Array.from({ length: side }, (_, index) => (scale * (index + 1)) / side);
  const seed = Array.from({ length: Math.ceil(count / side ** 2) }, (_, index) => index);
  return { name, base, axes: { 'objective.beta': values(4), 'likelihood.variance': values(1), seed } };
}

const rows: string[][] = [];
async function timed<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  note(what, performance.now() - began, process.resourceUsage().maxRSS / 1024, cpuSeconds(cpu));
  return result;
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** @param cpu seconds of processor time, where they are known: on a machine with other work they say more than the clock */
function note(what: string, milliseconds: number, memory: number, cpu?: number): void {
  rows.push([what, (milliseconds / 1000).toFixed(1), cpu?.toFixed(1) ?? '', memory.toFixed(0)]);
  console.error(rows.at(-1)?.join('  '));
}

console.log(describeMachine());
const folder = mkdtempSync(join(options.folder, 'bench-scale-'));
try {
  const gridFile = join(folder, 'grid.json');
  const one = join(folder, 'one.json');
  const study = join(folder, 'study');
  mkdirSync(join(folder, 'recorded'));
  writeFileSync(one, JSON.stringify({ name: 'one', base }));
  const input = grid('many', trials);
  writeFileSync(gridFile, JSON.stringify(input));
  const local = ['--tracking', 'off', '--workers', '1'];
  const recording = [process.execPath, SWEEP, 'grid', '--grid', one, '--out', join(folder, 'recorded'), ...local];
  await measureSuccess({ command: recording, directory: PROJECT });
  const recorded = readStudy(join(folder, 'recorded'));

  const settings = { input, gridFile, out: study, runs: folder, reuse: null, fresh: false, onNotice: console.error };
  const plan = await timed('plan', () => makePlan(settings));
  const executor = createInProcessExecutor({
    runner: {
      module: join(import.meta.dirname, 'recorded-runner.ts'),
      exportName: 'createRecordedRunner',
      settings: recorded.trialDirectory(recorded.trialIds[0] ?? ''),
    },
  });
  const began = performance.now();
  const { done } = await runStudy(plan, {
    executor,
    groupTrials: async (jobs) => jobs.map((job) => [job]),
    signal: new AbortController().signal,
    clock: Date.now,
    onStart: () => undefined,
    onEvent: () => undefined,
    onNotice: console.error,
  });
  const memory = process.resourceUsage().maxRSS / 1024;
  note('writing the records (the workers’ part)', writing.milliseconds, memory);
  note('dispatch and journal', performance.now() - began - writing.milliseconds, memory);
  await timed('results.csv and report', () => writeOutcome(study));
  await timed('listing trials/', () => readdirSync(studyPaths(study).trials).length);
  for (const [what, ...given] of [
    ['sweep grid again, nothing left to do', 'grid', '--grid', gridFile, '--out', study, ...local],
    ['sweep report', 'report', '--study', study],
  ]) {
    const command = [process.execPath, SWEEP, ...given];
    const { wall, peakMemory } = await measureSuccess({ command, directory: PROJECT });
    note(what ?? '', wall, peakMemory);
  }
  console.log(`\n${done.toLocaleString('en')} trials, each with the record of one that was trained: a simulation.\n`);
  console.log(markdownTable(['', 'seconds', 'processor seconds', 'peak memory so far, MiB'], rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
