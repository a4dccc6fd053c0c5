import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@collapse/backend';
import { cacheDirectory, loadDataset } from '@collapse/datasets';

import { openAttempt, studyPaths } from '@collapse/study';
import { createTrainingSession, type TrainingProgress } from '@collapse/training';
import { type TrialInput, trialId, trialSpecification } from '@collapse/trials';
import { checkpointKeeper } from '../../libs/executors/src/runners/keep-checkpoint.ts';
import { takeUp } from '../../libs/executors/src/runners/take-up.ts';
import { describeMachine } from './machine.ts';
import { digits, markdownTable } from './table.ts';

/** Checkpoints kept of each shape. */
const SAMPLES = 5;
const CALLS_BETWEEN = 4;
const SECONDS_OF_DEFAULT = 60;

const hidden = { encoder: { hidden: [512, 256], variance: 'amortized' as const }, decoder: { hidden: [256, 512] } };
const shapes: readonly { name: string; input: TrialInput; members: number }[] = [
  {
    name: 'small network, 60 data points',
    input: {
      dataset: { name: 'synthetic', eigenvalues: [4, 1, 0.25], dim: 6, count: 60, noise: 0.05 },
      model: { latentDim: 3, encoder: { hidden: [8] }, decoder: { hidden: [8] } },
      train: { steps: 1000, batchSize: 20 },
    },
    members: 1,
  },
  ...[1, 16].map((members) => ({
    name: '784-512-256-50-256-512-784, 1,000 images',
    input: {
      dataset: { name: 'mnist-1k' as const },
      model: { latentDim: 50, ...hidden },
      likelihood: { kind: 'bernoulli' as const },
      train: { steps: 1000, batchSize: 100 },
    },
    members,
  })),
];

/** Milliseconds of keeping each checkpoint of a pack, and of going on from the last. */
async function measure(input: TrialInput, members: number): Promise<{ kept: number[]; read: number; bytes: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-checkpoints-'));
  const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });
  const session = createTrainingSession(backend);
  const paths = studyPaths(directory);
  const onNotice = () => {};
  try {
    const dataset = await loadDataset(trialSpecification.parse(input).dataset, {
      cacheDirectory: cacheDirectory(),
      onNotice,
    });
    const pack = Array.from({ length: members }, (_, seed) => {
      const specification = trialSpecification.parse({ ...input, seed });
      const trial = { id: trialId(specification), specification };
      return { trial, attempt: 1, writer: openAttempt(paths, trial.id, 1) };
    });
    const { description } = backend;
    const keep = checkpointKeeper({ paths, members: pack, backend: description, data: dataset.checksum, onNotice });
    const kept: number[] = [];
    const stop = new AbortController();
    let calls = 0;
    const checkpoints = {
      isDue: () => ++calls % CALLS_BETWEEN === 0 && kept.length < SAMPLES,
      keep(progress: TrainingProgress) {
        if (kept.length === SAMPLES) return;
        const began = performance.now();
        keep(progress);
        kept.push(performance.now() - began);
        if (kept.length === SAMPLES) stop.abort(new Error('enough'));
      },
    };
    const options = { dataset, worker: 'bench', now: Date.now, onProgress: () => {}, signal: stop.signal, checkpoints };
    await session.runPack(pack, options).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    for (const { writer } of pack) writer.close();
    const group = pack.map(({ trial }) => ({ trial, attempt: 2, studyDirectory: directory, dataset }));
    const began = performance.now();
    if (takeUp(group, description, onNotice) === null) throw new Error('the checkpoint is of no use');
    const read = performance.now() - began;
    const holder = pack.at(-1);
    return { kept, read, bytes: statSync(join(holder?.writer.directory ?? '', 'checkpoint.bin')).size };
  } finally {
    session.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

console.log(describeMachine());
const rows: string[][] = [];
for (const { name, input, members } of shapes) {
  const { kept, read, bytes } = await measure(input, members);
  // The first loads code and reads the sources for their version.
  const median = kept.slice(1).sort((one, other) => one - other)[Math.floor((SAMPLES - 1) / 2)] ?? 0;
  const share = (100 * median) / (1000 * SECONDS_OF_DEFAULT);
  rows.push([
    name,
    String(members),
    digits(bytes / 1e6),
    digits(kept[0] ?? 0),
    digits(median),
    digits(share),
    digits(read),
  ]);
}
console.log(
  markdownTable(
    ['trials', 'together', 'MB', 'first, ms', 'median of the others, ms', '% of a minute', 'to go on, ms'],
    rows,
  ),
);
