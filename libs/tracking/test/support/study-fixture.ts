import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GridRecord, openAttempt, openStudy, type StudyPaths } from '@collapse/study';
import {
  canonicalJson,
  type DoneResult,
  type FailedResult,
  type HistoryPoint,
  METRIC_NAMES,
  type Metrics,
  parseGrid,
  type Trial,
  type TrialResult,
} from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import { seededRandom } from './seeded-random.ts';

export const STARTED_AT = 1_700_000_000_000;

/** The smallest PNG there is: one grey pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

export function temporaryFolder(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tracking-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

export interface FixtureOptions {
  readonly name?: string;
  readonly betas?: readonly number[];
  readonly variances?: readonly number[];
  readonly seeds?: readonly number[];
  /** Points of each training curve. */
  readonly steps?: number;
  /** Metrics of each point. */
  readonly metrics?: number;
  readonly pictures?: boolean;
  /** Trials, by their place in the grid, that failed. */
  readonly failed?: readonly number[];
}

export interface Fixture {
  readonly directory: string;
  readonly paths: StudyPaths;
  readonly record: GridRecord;
  readonly trials: readonly Trial[];
  /** Writes the results of some trials, as a run of the grid would. */
  train(chosen: readonly Trial[], options?: { readonly attempt?: number; readonly fail?: boolean }): void;
}

/** A study folder made by the study's own writers, with recorded numbers in place of training. */
export function openFixture(directory: string, options: FixtureOptions = {}): Fixture {
  const { name = 'fixture', betas = [1, 4], variances = [0.1, 1], seeds = [0], steps = 5, metrics = 3 } = options;
  const grid = parseGrid(
    {
      name,
      description: 'A study of what a test needs.',
      base: {
        dataset: { name: 'synthetic', eigenvalues: [4, 2, 1, 0.5], dim: 6, count: 50 },
        model: { latentDim: 4 },
        objective: { estimator: 'analytic' },
        train: { steps: 100 },
      },
      axes: { 'objective.beta': betas, 'likelihood.variance': variances, seed: seeds },
    },
    'fixture',
  );
  const [first] = grid.trials;
  if (first === undefined) throw new Error('a fixture needs a trial');
  const record: GridRecord = {
    name,
    description: grid.description,
    base: grid.base,
    axes: grid.axes,
    trialIds: grid.trials.map(({ id }) => id),
    versions: { code: { commit: 'a'.repeat(40), modified: false }, node: process.version, backend: null },
    datasets: { [canonicalJson(first.specification.dataset)]: 'b'.repeat(64) },
    writtenAt: STARTED_AT,
  };
  // Written by a first, empty run: grid.json and the journal are there from the start.
  const study = openStudy({ directory, record, clock: () => STARTED_AT });
  study.close(false);
  const { paths } = study;
  const train: Fixture['train'] = (chosen, { attempt, fail = false } = {}) => {
    const opened = openStudy({ directory, record, clock: () => STARTED_AT });
    for (const trial of chosen) {
      const number = attempt ?? opened.nextAttempt(trial.id);
      const result = fail ? failedResult(trial, number) : doneResult(trial, number, options.pictures ?? false);
      writeTrial(paths, trial, result, steps, metrics);
      const event = { trialId: trial.id, attempt: number, timestamp: result.finishedAt };
      if (result.status === 'done') opened.journal.append({ kind: 'finished', ...event, adoptedFrom: null });
      else opened.journal.append({ kind: 'failed', ...event, ...result.error });
    }
    opened.close(false);
    writeReport(paths, chosen.length);
  };
  return { directory, paths, record, trials: grid.trials, train };
}

/** A study that is trained to its end. */
export function trainedFixture(directory: string, options: FixtureOptions = {}): Fixture {
  const fixture = openFixture(directory, options);
  const failed = new Set(options.failed);
  fixture.train(fixture.trials.filter((_, index) => !failed.has(index)));
  if (failed.size > 0)
    fixture.train(
      fixture.trials.filter((_, index) => failed.has(index)),
      { fail: true },
    );
  return fixture;
}

export function* historyOf(trial: Trial, steps: number, metrics: number): Generator<HistoryPoint> {
  const random = seededRandom(Number.parseInt(trial.id.slice(0, 8), 16));
  for (let point = 0; point < steps; point += 1) {
    const values = Array.from({ length: metrics }, (_, index) => [
      METRIC_NAMES[index] ?? `metric_${index}`,
      (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6),
    ]);
    yield { step: point * 2, timestamp: STARTED_AT + point * 7, metrics: Object.fromEntries(values) };
  }
}

function writeTrial(paths: StudyPaths, trial: Trial, result: TrialResult, steps: number, metrics: number): void {
  const writer = openAttempt(paths, trial.id, result.attempt);
  for (const point of historyOf(trial, steps, metrics)) writer.appendHistory(point);
  if (result.status === 'done') {
    writer.writeFile('weights/model.json', '{}');
    writer.writeFile('weights/weights.bin', new Uint8Array(Buffer.from(trial.id.repeat(16))));
    for (const { file } of result.pictures) writer.writeFile(file, PNG);
  }
  writer.commit(result);
}

function writeReport(paths: StudyPaths, trained: number): void {
  mkdirSync(paths.report, { recursive: true });
  writeFileSync(
    join(paths.report, 'index.html'),
    `<!doctype html><title>Report</title><p>${trained} trials trained.</p>`,
  );
  writeFileSync(join(paths.report, 'figure.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(paths.results, 'trial_id,status\n');
}

function baseOf(trial: Trial, attempt: number) {
  return {
    trialId: trial.id,
    specification: trial.specification,
    attempt,
    backend: { name: 'wasm', device: 'cpu', versions: { tfjs: '4.22.0' }, threads: 1 },
    startedAt: STARTED_AT + 1,
    finishedAt: STARTED_AT + 60_000 + trial.specification.seed,
    worker: `${hostname()}:1`,
  } as const;
}

export function doneResult(trial: Trial, attempt: number, pictures: boolean): DoneResult {
  const { beta } = trial.specification.objective;
  const variance = Number(trial.specification.likelihood.variance);
  const eigenvalues = [4, 2, 1, 0.5];
  const kl = eigenvalues.map((lambda) => Math.max(0, 0.5 * Math.log(lambda / (beta * variance)))).reverse();
  const active = kl.filter((value) => value > 0).length;
  const none = Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as Metrics;
  const metrics = {
    ...none,
    objective: -10 * beta,
    objective_optimum: -10 * beta,
    elbo: -10 - variance,
    kl: 1.5,
    active_units: active,
  };
  return {
    ...baseOf(trial, attempt),
    status: 'done',
    metrics: { ...metrics, active_units_predicted: active, active_units_near_threshold: 0, steps: 100, seconds: 1 },
    dimensions: { kl, posteriorMeanVariance: kl, fractionBelowEpsilon: kl, predictedKl: [...kl].reverse() },
    pictures: pictures ? [{ file: 'pictures/samples.png', title: 'Samples' }] : [],
  };
}

function failedResult(trial: Trial, attempt: number): FailedResult {
  return { ...baseOf(trial, attempt), status: 'failed', error: { reason: 'diverged', message: 'NaN at step 3' } };
}
