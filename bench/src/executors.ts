import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStudy } from '@collapse/study';
import type { TrialInput } from '@collapse/trials';
import { type RedisFleet, startFleet } from './executor-fleet.ts';
import { describeMachine } from './machine.ts';
import { measureSuccess } from './measured-process.ts';
import { median } from './statistics.ts';
import { markdownTable } from './table.ts';
import { SMALL } from './works.ts';

/**
 * The same grid by the local, the Redis and the Slurm executor, in turn, two trials at a time on the same two cores: what
 * do the other two cost beside the first?
 */
const { values: options } = parseArgs({
  options: {
    repeats: { type: 'string', default: '3' },
    trials: { type: 'string', default: '24' },
    /** Of one trial. */
    seconds: { type: 'string', default: '10' },
    cores: { type: 'string', default: '0,1' },
    only: { type: 'string', default: 'local,redis,slurm' },
  },
});
const PROJECT = join(import.meta.dirname, '..', '..');
const SWEEP = join(PROJECT, 'apps', 'sweep', 'bin', 'sweep.js');
const AT_ONCE = 2;
const trials = Number(options.trials);

interface GridRun {
  /** Seconds from the first trial's start to the last one's end, by the clock of this machine. */
  readonly work: number;
  /** Seconds from the command's start to its end. */
  readonly command: number;
  /** Seconds of training a trial at a time would have taken, over those that ran at once. */
  readonly training: number;
}

interface Contestant {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly runs: GridRun[];
}

// Whatever this process starts, servers and clusters too, has the same cores.
execFileSync('taskset', ['-a', '-p', '-c', options.cores, String(process.pid)], { stdio: 'ignore' });
console.log(describeMachine());
const folder = mkdtempSync(join(tmpdir(), 'bench-executors-'));
const wanted = options.only.split(',');
let fleet: RedisFleet | undefined;
let cluster: Awaited<ReturnType<typeof startSlurm>> | undefined;
try {
  const grid = join(folder, 'grid.json');
  const steps = await stepsOf(Number(options.seconds));
  writeGrid(grid, steps, trials);
  console.error(`${trials} trials of ${steps} steps each`);
  fleet = wanted.includes('redis') ? await startFleet(folder, SWEEP) : undefined;
  cluster = wanted.includes('slurm') ? await startSlurm() : undefined;
  const contestants = [localContestant(), ...redisContestant(fleet), ...slurmContestant(cluster)];
  for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
    for (const contestant of contestants) {
      contestant.runs.push(await runGrid(grid, contestant));
      console.error(contestant.name, contestant.runs.at(-1));
    }
  }
  const header = [
    `${trials} trials, ${AT_ONCE} at a time`,
    'a trial, s',
    'first start to last end, s',
    'overhead',
    'command, s',
    'overhead',
    'not training',
  ];
  const local = contestants[0]?.runs ?? [];
  console.log(
    markdownTable(
      header,
      contestants.map((contestant) => row(contestant, local)),
    ),
  );
  console.log(
    `\nOverhead beside the local executor's run of the same round. Medians of ${options.repeats}; cores ${options.cores}, ` +
      `one thread a trial, \`--packs off\`; Slurm: ${slurmTasks()} tasks of ${trials / slurmTasks()} trials.`,
  );
} finally {
  await fleet?.stop();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function writeGrid(file: string, steps: number, count: number): void {
  const base: TrialInput = { ...SMALL, train: { ...SMALL.train, steps } };
  const seed = Array.from({ length: count }, (_, index) => index);
  writeFileSync(file, JSON.stringify({ name: 'bench-executors', base, axes: { seed } }));
}

/** So many that a trial takes about `seconds`, with as many others beside it as in the grid. */
async function stepsOf(seconds: number): Promise<number> {
  const grid = join(folder, 'calibration.json');
  for (let steps = 500; ; steps *= 4) {
    writeGrid(grid, steps, AT_ONCE);
    const { training } = await runGrid(grid, localContestant());
    if (training >= Math.min(2, seconds / 2)) return Math.max(1, Math.round((steps * seconds) / training));
  }
}

async function runGrid(grid: string, { arguments: given, before, after, environment }: Contestant): Promise<GridRun> {
  const study = join(folder, 'study');
  rmSync(study, { recursive: true, force: true });
  await before?.();
  try {
    const where = ['--grid', grid, '--out', study, '--packs', 'off', '--tracking', 'off'];
    const { wall } = await measureSuccess({
      command: [process.execPath, SWEEP, 'grid', ...where, ...given],
      directory: PROJECT,
      ...(environment === undefined ? {} : { environment }),
    });
    const { results, journal } = readStudy(study);
    const starts = Array.from(journal).flatMap((event) => (event.kind === 'started' ? [event.timestamp] : []));
    const done = Array.from(results).filter((result) => result.status === 'done');
    if (done.length === 0 || done.length !== starts.length) throw new Error('a trial failed, or was tried again');
    const ends = done.map(({ finishedAt }) => finishedAt);
    const training = done.reduce((sum, { metrics }) => sum + (metrics.seconds ?? 0), 0);
    return {
      work: (Math.max(...ends) - Math.min(...starts)) / 1000,
      command: wall / 1000,
      training: training / Math.min(AT_ONCE, done.length),
    };
  } finally {
    await after?.();
  }
}

function localContestant(): Contestant {
  return { name: 'local', arguments: ['--workers', String(AT_ONCE)], runs: [] };
}

/** With a worker that was there before, as a fleet's are, and has not loaded anything yet. */
function redisContestant(server: RedisFleet | undefined): Contestant[] {
  if (server === undefined) return [];
  const file = join(folder, 'redis.json');
  writeFileSync(file, JSON.stringify({ url: server.url, passwordFile: server.passwordFile }));
  return [
    {
      name: 'redis',
      arguments: ['--executor', 'redis', '--executor-options', file],
      before: () => server.startWorker(AT_ONCE),
      after: () => server.stopWorker(),
      runs: [],
    },
  ];
}

async function startSlurm() {
  const { startCluster } = await import('../../tools/slurm-cluster/cluster.ts');
  return startCluster(join(folder, 'slurm'));
}

/** As many as run at once: each has some minutes of work, as docs/slurm.md asks for. */
function slurmTasks(): number {
  return Math.min(AT_ONCE, trials);
}

function slurmContestant(slurm: typeof cluster): Contestant[] {
  if (slurm === undefined) return [];
  const file = join(folder, 'slurm.json');
  writeFileSync(file, JSON.stringify({ memory: '2G', trialsPerTask: Math.ceil(trials / slurmTasks()) }));
  return [
    {
      name: 'slurm',
      arguments: ['--executor', 'slurm', '--executor-options', file],
      environment: slurm.environment,
      runs: [],
    },
  ];
}

function row({ name, runs }: Contestant, local: readonly GridRun[]): string[] {
  const of = (value: (run: GridRun) => number) => median(runs.map(value)).toFixed(1);
  const percent = (shares: readonly number[]) => `${(100 * median(shares)).toFixed(1)}%`;
  const overhead = (value: (run: GridRun) => number) =>
    runs === local ? '-' : percent(runs.map((run, index) => value(run) / value(local[index] ?? run) - 1));
  return [
    name,
    of(({ training }) => (training * AT_ONCE) / trials),
    of(({ work }) => work),
    overhead(({ work }) => work),
    of(({ command }) => command),
    overhead(({ command }) => command),
    percent(runs.map(({ training, command }) => 1 - training / command)),
  ];
}
