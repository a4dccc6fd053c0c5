import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@collapse/backend';
import { type Dataset, loadDataset } from '@collapse/datasets';
import {
  type HistoryPoint,
  type MetricName,
  type Metrics,
  type StepCompiler,
  type TrialInput,
  type TrialResult,
  type TrialSpecification,
  trialId,
  trialSpecification,
} from '@collapse/trials';
import { createTrainingSession, type TrainingSession } from '../../src/index.ts';

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
  { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
): Promise<TrainedForTest> {
  const [trained] = await trainPackForTest([input], { signal });
  if (!trained) throw new Error('the trial gave no result');
  return trained;
}

export function datasetForTest({ dataset }: Pick<TrialSpecification, 'dataset'>): Promise<Dataset> {
  return loadDataset(dataset, { cacheDirectory, onNotice: () => {} });
}

/** Trains the trials as one pack; all take the data set of the first. */
export async function trainPackForTest(
  inputs: readonly TrialInput[],
  {
    signal = new AbortController().signal,
    compiler = 'graph',
    in: place = session,
  }: { signal?: AbortSignal; compiler?: StepCompiler; in?: TrainingSession } = {},
): Promise<TrainedForTest[]> {
  const specifications = inputs.map((input) => trialSpecification.parse(input));
  const [first] = specifications;
  if (!first) throw new Error('a pack needs a trial');
  const dataset = await datasetForTest(first);
  const members = specifications.map((specification) => {
    const history: HistoryPoint[] = [];
    const files = new Map<string, string | Uint8Array>();
    return {
      trial: { id: trialId(specification), specification },
      attempt: 1,
      history,
      files,
      writer: {
        appendHistory: (point: HistoryPoint) => history.push(point),
        writeFile: (name: string, data: string | Uint8Array) => files.set(name, data),
      },
    };
  });
  const results = await place.runPack(members, {
    dataset,
    compiler,
    worker: 'test',
    now: () => 1_700_000_000_000,
    onProgress: () => {},
    signal,
  });
  return results.map((result, index) => {
    const { history = [], files = new Map() } = members[index] ?? {};
    return { result, history, files, dataset };
  });
}

/** The metrics of a trial that must have gone well. */
export function metricsOf({ result }: Pick<TrainedForTest, 'result'>) {
  if (result.status !== 'done') throw new Error(`the trial failed: ${result.error.message}`);
  return result.metrics;
}

/** A metric that the trial must have: a comparison with one that is not there would tell nothing. */
export function taken(metrics: Metrics, name: MetricName): number {
  const value = metrics[name];
  if (value === null || !Number.isFinite(value)) throw new Error(`${name} is ${value}`);
  return value;
}
