import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@collapse/backend';
import { type Dataset, loadDataset } from '@collapse/datasets';
import { type HistoryPoint, type TrialInput, type TrialResult, trialId, trialSpecification } from '@collapse/trials';
import { createTrainingSession } from '../src/index.ts';

/** The back end these tests run on: COLLAPSE_BACKEND decides, so that the same tests serve both. */
export const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });
export const session = createTrainingSession(backend);

const cacheDirectory = mkdtempSync(join(tmpdir(), 'training-test-'));

/** A small linear Gaussian problem whose answer is known; `change` replaces whole sections. */
export function linearInput(change: Partial<TrialInput> = {}): TrialInput {
  return {
    dataset: { name: 'synthetic', eigenvalues: [5, 3, 1.5, 0.5], dim: 8, count: 400, noise: 0.1, exact: true },
    model: { latentDim: 4 },
    likelihood: { variance: 1 },
    objective: { estimator: 'analytic' },
    optimizer: { learningRate: 0.03, schedule: 'cosine' },
    train: { steps: 1500 },
    ...change,
  };
}

export interface TrainedForTest {
  readonly result: TrialResult;
  readonly history: HistoryPoint[];
  readonly files: Map<string, string | Uint8Array>;
  readonly dataset: Dataset;
}

export async function trainForTest(
  input: TrialInput,
  { signal = new AbortController().signal, on = session } = {},
): Promise<TrainedForTest> {
  const specification = trialSpecification.parse(input);
  const dataset = await loadDataset(specification.dataset, { cacheDirectory, onNotice: () => {} });
  const history: HistoryPoint[] = [];
  const files = new Map<string, string | Uint8Array>();
  const result = await on.runTrial({
    trial: { id: trialId(specification), specification },
    attempt: 1,
    dataset,
    writer: {
      appendHistory: (point) => history.push(point),
      writeFile: (name, data) => files.set(name, data),
    },
    worker: 'test',
    now: () => 1_700_000_000_000,
    onProgress: () => {},
    signal,
  });
  return { result, history, files, dataset };
}

/** The metrics of a trial that must have gone well. */
export function metricsOf({ result }: TrainedForTest) {
  if (result.status !== 'done') throw new Error(`the trial failed: ${result.error.message}`);
  return result.metrics;
}
