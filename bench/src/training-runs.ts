import type { Backend } from '@collapse/backend';
import { cacheDirectory, type Dataset, loadDataset } from '@collapse/datasets';
import { createTrainingSession, type TrainingSession } from '@collapse/training';
import { type StepCompiler, type TrialInput, trialId, trialSpecification } from '@collapse/trials';

/** Trains trials through the library's own front door, without files. */
export interface TrainingRuns {
  dataset(input: TrialInput): Promise<Dataset>;
  /** Trains for so many steps, without points on the curve between the first and the last. */
  train(
    trials: readonly TrialInput[],
    steps: number,
    onProgress: (step: number) => void,
    signal: AbortSignal,
    compiler?: StepCompiler,
  ): Promise<void>;
}

export function createTrainingRuns(backend: Backend): TrainingRuns {
  const session: TrainingSession = createTrainingSession(backend);
  const loaded = new Map<string, Promise<Dataset>>();
  const dataset = (input: TrialInput) => {
    const { dataset: specification } = trialSpecification.parse(input);
    const key = JSON.stringify(specification);
    const options = { cacheDirectory: cacheDirectory(), onNotice: (line: string) => process.stderr.write(`${line}\n`) };
    const found = loaded.get(key) ?? loadDataset(specification, options);
    loaded.set(key, found);
    return found;
  };
  return {
    dataset,
    async train(trials, steps, onProgress, signal, compiler = 'graph') {
      const [first] = trials;
      if (!first) throw new Error('nothing to train');
      const members = trials.map((input) => {
        const specification = trialSpecification.parse({ ...input, train: { ...input.train, steps, logEvery: steps } });
        const writer = { appendHistory: () => {}, writeFile: () => {} };
        return { trial: { id: trialId(specification), specification }, attempt: 1, writer };
      });
      const results = await session.runPack(members, {
        dataset: await dataset(first),
        compiler,
        worker: 'bench',
        now: Date.now,
        onProgress,
        signal,
      });
      const failed = results.find((result) => result.status === 'failed');
      if (failed) throw new Error(`a timed trial failed: ${failed.error.message}`);
    },
  };
}

/** More steps than any measurement gets to. */
const ENDLESS = 100_000_000;

/**
 * Milliseconds a step of the training loop, batches and noise included: the slope between the first report of progress
 * and one at least `seconds` later, so that start-up does not count.
 */
export async function millisecondsAStep(
  runs: TrainingRuns,
  trials: readonly TrialInput[],
  seconds: number,
  compiler: StepCompiler = 'graph',
): Promise<number> {
  const controller = new AbortController();
  const reports: { step: number; at: number }[] = [];
  const onProgress = (step: number) => {
    const at = performance.now();
    reports.push({ step, at });
    if (at - (reports[0]?.at ?? at) >= seconds * 1000) controller.abort();
  };
  try {
    await runs.train(trials, ENDLESS, onProgress, controller.signal, compiler);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  const [first, last] = [reports[0], reports.at(-1)];
  if (!first || !last || last.step === first.step) throw new Error('the training reported no progress');
  return (last.at - first.at) / (last.step - first.step);
}
