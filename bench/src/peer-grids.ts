import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackend, prepareEnvironment } from '@collapse/backend';
import { type MeasuredProcess, measureSuccess } from './measured-process.ts';
import { peerPython } from './peer-environment.ts';
import { recordWork } from './record-work.ts';
import { median } from './statistics.ts';
import { digits, markdownTable } from './table.ts';
import { MLP, SMALL, TINY } from './works.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const BETAS = [0.25, 0.5, 1, 2];
const SEEDS = 16;
const CORES = [0, 1];
/** Points of each training curve after the first, and posterior samples of the final ELBO: the same for everyone. */
const CURVE_POINTS = 10;
const SAMPLES = 4;

/** 64 trials: four betas by sixteen seeds. */
interface BenchGrid {
  readonly name: string;
  readonly title: string;
  readonly base: typeof TINY;
  readonly steps: number;
  /** Trials that JAX trains together, and processes it does so in: the fastest of those tried. */
  readonly jax: { readonly pack: number; readonly processes: number };
}

const GRIDS: readonly BenchGrid[] = [
  {
    name: 'tiny',
    title: 'tiny 64-32-8, B 16, 5000 steps',
    base: TINY,
    steps: 5000,
    jax: { pack: 32, processes: 2 },
  },
  {
    name: 'small',
    title: 'small 784-64-8, B 100, 2000 steps',
    base: SMALL,
    steps: 2000,
    jax: { pack: 8, processes: 2 },
  },
  {
    name: 'wide',
    title: 'wide 784-512-512-50, B 100, 200 steps',
    base: MLP,
    steps: 200,
    jax: { pack: 8, processes: 2 },
  },
];

export interface GridOptions {
  readonly repeats: number;
  readonly folder: string;
  readonly grids: readonly string[];
  /** Of jax and torch those that run. */
  readonly peers: readonly string[];
}

interface Runner {
  readonly title: string;
  readonly taken: { wall: number; memory: number }[];
  run(): Promise<{ wall: number; memory: number }>;
}

/** Whole grids on two cores, everyone in turn: seconds from a cold command to its table, and peak memory. */
export async function comparePeerGrids({ repeats, folder, grids, peers }: GridOptions): Promise<string> {
  const python = peerPython();
  prepareEnvironment({ threads: 1 });
  const backend = await loadBackend({ backend: 'auto', onNotice: console.error });
  const rows: string[][] = [];
  for (const grid of GRIDS.filter(({ name }) => grids.includes(name))) {
    const at = join(folder, `grid-${grid.name}`);
    await recordWork(backend, { trials: [grid.base] }, at);
    writeFileSync(
      join(at, 'grid.json'),
      JSON.stringify({ trials: trialList(), steps: grid.steps, logEvery: grid.steps / CURVE_POINTS, samples: SAMPLES }),
    );
    const peer = (name: 'jax' | 'torch', pack: number, processes: number): Runner => {
      const table = join(at, `${name}.csv`);
      const script = join(PROJECT, 'bench', 'peers', 'grid.py');
      const settings = ['--pack', String(pack), '--processes', String(processes)];
      return runner(name, [python, script, name, at, table, ...settings], table);
    };
    const runners = [ours(grid, at), peer('jax', grid.jax.pack, grid.jax.processes), peer('torch', 1, 2)];
    const running = runners.filter(({ title }) => title === 'ours' || peers.includes(title));
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const contestant of running) {
        contestant.taken.push(await contestant.run());
        console.error(grid.name, contestant.title, contestant.taken.at(-1));
      }
    }
    const walls = runners.map(({ taken }) => median(taken.map(({ wall }) => wall)));
    const memories = runners.map(({ taken }) => median(taken.map(({ memory }) => memory)));
    const [mine = Number.NaN, ...others] = walls;
    const title = `${grid.title} (JAX: ${grid.jax.processes} processes, packs of ${grid.jax.pack})`;
    rows.push([
      title,
      ...walls.map(digits),
      digits(Math.min(...others.filter(Number.isFinite)) / mine),
      ...memories.map((value) => (Number.isFinite(value) ? value.toFixed(0) : '-')),
      '',
    ]);
  }
  const names = ['ours', 'JAX', 'PyTorch'];
  const header = [
    '64 trials on 2 cores',
    ...names.map((name) => `${name}, s`),
    'best peer / ours',
    ...names.map((name) => `${name}, MiB`),
    'GPU',
  ];
  return markdownTable(header, rows);
}

function trialList() {
  return BETAS.flatMap((beta) => Array.from({ length: SEEDS }, (_, seed) => ({ beta, seed })));
}

function ours(grid: BenchGrid, at: string): Runner {
  const file = join(at, 'ours.json');
  const study = join(at, 'study');
  mkdirSync(at, { recursive: true });
  const { steps } = grid;
  const base = {
    ...grid.base,
    train: { ...grid.base.train, steps, logEvery: steps / CURVE_POINTS },
    evaluation: { samples: SAMPLES },
  };
  const axes = { 'objective.beta': BETAS, seed: Array.from({ length: SEEDS }, (_, seed) => seed) };
  writeFileSync(file, JSON.stringify({ name: `bench-${grid.name}`, base, axes }));
  const command = ['npx', 'sweep', 'grid', '--grid', file, '--out', study, '--tracking', 'off'];
  return runner('ours', command, join(study, 'results.csv'), study);
}

/** The time runs until the table of results is there; what comes after it, such as our report, is left out. */
function runner(title: string, command: readonly string[], table: string, study?: string): Runner {
  return {
    title,
    taken: [],
    async run() {
      if (study) rmSync(study, { recursive: true, force: true });
      rmSync(table, { force: true });
      const began = Date.now();
      const { peakMemory }: MeasuredProcess = await measureSuccess({ command, directory: PROJECT, cores: CORES });
      return { wall: (statSync(table).mtimeMs - began) / 1000, memory: peakMemory };
    },
  };
}
