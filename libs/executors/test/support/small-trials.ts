import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, loadDataset } from '@collapse/datasets';
import { type Trial, trialId, trialSpecification } from '@collapse/trials';

const specification = (seed: number) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 3, count: 5 },
    model: { latentDim: 1 },
    train: { steps: 10 },
    seed,
  });

export const dataDirectory = mkdtempSync(join(tmpdir(), 'executor-data-'));
process.once('exit', () => rmSync(dataDirectory, { recursive: true, force: true }));

let loading: Promise<Dataset> | undefined;
export function smallDataset(): Promise<Dataset> {
  loading ??= loadDataset(specification(0).dataset, { cacheDirectory: dataDirectory, onNotice: () => undefined });
  return loading;
}

/** The trial of a seed: small enough that running it is all overhead. */
export function trialOf(seed: number): Trial {
  return { id: trialId(specification(seed)), specification: specification(seed) };
}
