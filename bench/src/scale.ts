import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createInProcessExecutor } from '@collapse/executors';
import { readStudy, studyPaths } from '@collapse/study';
import { makePlan } from 'sweep/plan';
import { runStudy } from 'sweep/run-study';
import { measureLayouts } from './folder-layouts.ts';
import { describeMachine } from './machine.ts';
import { type MeasureOptions, measureProcess, measureSuccess } from './measured-process.ts';
import { pretendedSlurm } from './pretended-slurm.ts';
import { writing } from './recorded-runner.ts';
import { digits, markdownTable } from './table.ts';

/**
 * What a grid of 100,000 trials costs apart from its training: every trial gets the record of one that was trained, so this
 * is a simulation, and the time that the records take to write is told apart.
 */
const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    folder: { type: 'string', default: tmpdir() },
    only: { type: 'string', default: 'records,slurm,layouts' },
  },
});
const PROJECT = join(import.meta.dirname, '..', '..');
const SWEEP = join(PROJECT, 'apps', 'sweep', 'bin', 'sweep.js');
const trials = Number(options.trials);
/** The program's exit status after Ctrl-C. */
const INTERRUPTED = 130;

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
  const before = cpuSeconds();
  const result = await work();
  note(what, cpuSeconds() - before, performance.now() - began, ownPeakMemory());
  return result;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const ownPeakMemory = () => process.resourceUsage().maxRSS / 1024;

/** @param cpu seconds of processor time: on a machine with other work they say more than the clock */
function note(what: string, cpu: number, milliseconds: number, memory: number): void {
  rows.push([what, cpu.toFixed(1), (milliseconds / 1000).toFixed(1), memory.toFixed(0)]);
  console.error(rows.at(-1)?.join('  '));
}

/** Runs the program, to its end or until it is enough. */
async function runSweep(
  what: string,
  given: readonly string[],
  options: Pick<MeasureOptions, 'environment' | 'isEnough'> = {},
): Promise<void> {
  const { cpu, wall, peakMemory, status, output } = await measureProcess({
    command: [process.execPath, SWEEP, ...given],
    directory: PROJECT,
    ...options,
  });
  if (status !== (options.isEnough ? INTERRUPTED : 0)) throw new Error(`${what}: status ${status}: ${output}`);
  note(what, cpu, wall, peakMemory);
}

console.log(describeMachine());
const folder = mkdtempSync(join(options.folder, 'bench-scale-'));
const input = grid('many', trials);
const gridFile = join(folder, 'grid.json');
const parts = options.only.split(',');
try {
  writeFileSync(gridFile, JSON.stringify(input));
  const words = parts.includes('records') ? await measureRecords() : [];
  if (parts.includes('slurm')) await measureSlurm();
  const header = [`${trials.toLocaleString('en')} trials`, 'processor seconds', 'seconds', 'peak memory, MiB'];
  console.log(`\n${markdownTable(header, rows)}\n`);
  for (const line of words) console.log(line);
  if (parts.includes('layouts')) console.log(`\n${layoutTable()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns what is to be said besides the table */
async function measureRecords(): Promise<string[]> {
  const study = join(folder, 'study');
  const one = join(folder, 'one.json');
  mkdirSync(join(folder, 'recorded'));
  writeFileSync(one, JSON.stringify({ name: 'one', base }));
  const local = ['--tracking', 'off', '--workers', '1'];
  const recording = [process.execPath, SWEEP, 'grid', '--grid', one, '--out', join(folder, 'recorded'), ...local];
  await measureSuccess({ command: recording, directory: PROJECT });
  const recorded = readStudy(join(folder, 'recorded'));
  const settings = { input, gridFile, out: study, runs: folder, reuse: null, fresh: false, onNotice: console.error };
  const plan = await timed('planning: expand, check, hash, compare with what is there', () => makePlan(settings));
  const executor = createInProcessExecutor({
    runner: {
      module: join(import.meta.dirname, 'recorded-runner.ts'),
      exportName: 'createRecordedRunner',
      settings: recorded.trialDirectory(recorded.trialIds[0] ?? ''),
    },
  });
  const began = performance.now();
  const cpu = cpuSeconds();
  const { done } = await runStudy(plan, {
    executor,
    groupTrials: async (jobs) => jobs.map((job) => [job]),
    signal: new AbortController().signal,
    clock: Date.now,
    onStart: () => undefined,
    onEvent: () => undefined,
    onNotice: console.error,
  });
  const clock = performance.now() - began - writing.milliseconds;
  note('dispatch and journal', cpuSeconds() - cpu - writing.cpuSeconds, clock, ownPeakMemory());
  const where = ['grid', '--grid', gridFile, '--out', study, ...local];
  await runSweep('results.csv and report (`npx sweep report`)', ['report', '--study', study]);
  await runSweep('the same grid again, all done: plan, reconcile, table, report', where);
  const listed = performance.now();
  const entries = readdirSync(studyPaths(study).trials).length;
  const listing = (performance.now() - listed) / 1000;
  const [perRecord, perTrial] = [writing.milliseconds / done, (1000 * writing.cpuSeconds) / done];
  return [
    `${done.toLocaleString('en')} trials, each with the record of one that was trained: a simulation.`,
    `Writing a trial's record: ${digits(perRecord)} ms, ${digits(perTrial)} ms of them on the processor.`,
    `Listing ${entries.toLocaleString('en')} entries of trials/: ${digits(listing)} s.`,
  ];
}

/** The controller's part of a grid on Slurm: submitting all of it, and taking all of it up again. */
async function measureSlurm(): Promise<void> {
  const study = join(folder, 'slurm-study');
  const slurm = pretendedSlurm(join(folder, 'slurm'));
  const given = ['grid', '--grid', gridFile, '--out', study, '--tracking', 'off', '--executor', 'slurm'];
  const until = (questions: number) => ({
    environment: slurm.environment,
    isEnough: () => slurm.questions() >= questions,
  });
  await runSweep('submitting to Slurm, its commands replaced by made-up ones', given, until(2));
  await runSweep('the same again, all of it waiting in Slurm', given, until(slurm.questions() + 2));
}

/** What a folder of so many trials costs, and whether spreading them over many would be cheaper. */
function layoutTable(): string {
  const layouts = measureLayouts(folder, trials).map(({ layout, firstRate, lastRate, listing }) => {
    return [layout, digits(firstRate), digits(lastRate), digits(listing)];
  });
  const header = ['folders made and moved into place', 'a second, first tenth', 'a second, last tenth', 'listing, s'];
  return markdownTable(header, layouts);
}
