import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '@collapse/backend';
import { cacheDirectory, type Dataset, datasetFacts, datasetShape, loadDataset } from '@collapse/datasets';
import { createTrainingSession, type TrainingSession } from '@collapse/training';
import {
  canonicalJson,
  checkTrial,
  type TrialInput,
  type TrialSpecification,
  trialId,
  trialSpecification,
  UserError,
} from '@collapse/trials';
import fc from 'fast-check';
import { writeArrays } from './array-files.ts';
import { writeImages } from './image-files.ts';
import { randomTrial } from './random-trial.ts';

/** A trial that was accepted and did not train. */
export interface Refutation {
  readonly input: TrialInput;
  readonly why: string;
}

export interface FuzzOutcome {
  readonly accepted: number;
  readonly refused: number;
  readonly refutations: readonly Refutation[];
}

const IMAGES = 12;

/**
 * Draws random trials until `count` are accepted by every check that a run makes before it starts, and trains each for its
 * few steps, all in one session, as a worker does. Each has to end done, with finite numbers.
 */
export async function trainAccepted(
  backend: Backend,
  { count, seed, onTrial }: { count: number; seed: number; onTrial?: (accepted: number) => void },
): Promise<FuzzOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const images = join(directory, 'images');
  mkdirSync(images);
  writeImages(images, IMAGES);
  writeArrays(images);
  const session = createTrainingSession(backend);
  const datasets = new Map<string, Dataset>();
  const datasetOf = async ({ dataset }: TrialSpecification) => {
    const key = canonicalJson(dataset);
    // Those of MNIST have a spectrum that takes seconds, and are few: they stay in the user's cache.
    const cache = dataset.name === 'mnist-1k' ? cacheDirectory() : directory;
    const known = datasets.get(key) ?? (await loadDataset(dataset, { cacheDirectory: cache, onNotice: () => {} }));
    datasets.set(key, known);
    return known;
  };
  const outcome = { accepted: 0, refused: 0, refutations: [] as Refutation[] };
  try {
    for (let draw = 0; outcome.accepted < count; draw++) {
      const [input] = fc.sample(randomTrial({ path: images, files: IMAGES }), { seed: seed + draw, numRuns: 1 });
      if (input === undefined) throw new Error('no trial was drawn');
      try {
        const accepted = await acceptedTrial(input, datasetOf);
        if (accepted === null) {
          outcome.refused++;
          continue;
        }
        outcome.accepted++;
        onTrial?.(outcome.accepted);
        const why = await complaint(session, accepted.specification, accepted.dataset);
        if (why !== null) outcome.refutations.push({ input, why });
      } catch (error) {
        outcome.refutations.push({
          input,
          why: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
    }
  } finally {
    session.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
  return outcome;
}

/** The trial with its data; null where a run would refuse it. */
async function acceptedTrial(
  input: TrialInput,
  datasetOf: (specification: TrialSpecification) => Promise<Dataset>,
): Promise<{ specification: TrialSpecification; dataset: Dataset } | null> {
  const parsed = trialSpecification.safeParse(input);
  if (!parsed.success) return null;
  const specification = parsed.data;
  try {
    if (checkTrial(specification, datasetShape(specification.dataset)).length > 0) return null;
    const dataset = await datasetOf(specification);
    if (checkTrial(specification, datasetFacts(dataset)).length > 0) return null;
    return { specification, dataset };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** What is wrong with how the trial went; null where nothing is. */
async function complaint(
  session: TrainingSession,
  specification: TrialSpecification,
  dataset: Dataset,
): Promise<string | null> {
  const result = await session.runTrial({
    trial: { id: trialId(specification), specification },
    attempt: 1,
    writer: { appendHistory: () => {}, writeFile: () => {} },
    dataset,
    worker: 'fuzz',
    now: Date.now,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  if (result.status === 'failed') return `${result.error.reason}: ${result.error.message}`;
  const numbers = Object.entries({ ...result.metrics, ...result.dimensions });
  const broken = numbers.filter(([, value]) =>
    [value].flat().some((number) => typeof number === 'number' && !Number.isFinite(number)),
  );
  return broken.length === 0 ? null : `not finite: ${broken.map(([name, value]) => `${name} ${value}`).join(', ')}`;
}
