import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linearityOf } from '@collapse/models';
import {
  type DoneResult,
  type FailureReason,
  type HistoryPoint,
  METRIC_NAMES,
  type Metrics,
  type TrialInput,
  type TrialResult,
  trialId,
  trialSpecification,
} from '@collapse/trials';
import type { Study } from '../src/study.ts';
import { fixturePng } from './fixture-png.ts';

/** A made-up study: a linear VAE follows the closed form, an MLP loses two more dimensions where the variance is high. */
export interface FixtureOptions {
  readonly name?: string;
  readonly description?: string;
  readonly betas?: readonly number[];
  readonly variances?: readonly number[];
  readonly seeds?: readonly number[];
  readonly models?: readonly ('linear' | 'mlp')[];
  readonly likelihood?: 'gaussian' | 'bernoulli';
  readonly latentDim?: number;
  readonly failure?: (specification: TrialResult['specification']) => FailureReason | null;
  /** Trials the grid has but nobody trained yet. */
  readonly missing?: (specification: TrialResult['specification']) => boolean;
  readonly pictures?: boolean;
}

const DIM = 784;
const START = Date.UTC(2026, 0, 5, 9, 30);
const BACKEND = {
  name: 'native',
  device: 'cpu',
  versions: { tensorflow: '2.21.0', tfjs: '4.22.0' },
  threads: 1,
} as const;
const EIGENVALUES = Array.from({ length: DIM }, (_, index) => 5.12 * (index + 1) ** -1.25);
const HIDDEN = { linear: [], mlp: [256] } as const;

export function fixtureStudy(options: FixtureOptions = {}): Study {
  const betas = options.betas ?? [0.5, 1, 2, 4];
  const variances = options.variances ?? [0.03, 0.1, 0.3];
  const seeds = options.seeds ?? [0];
  const models = options.models ?? ['linear', 'mlp'];
  const specifications = betas.flatMap((beta) =>
    variances.flatMap((variance) =>
      models.flatMap((model) => seeds.map((seed) => specificationOf(options, beta, variance, model, seed))),
    ),
  );
  const trained = specifications.filter((specification) => !options.missing?.(specification));
  const results = trained.map((specification, index) => resultOf(specification, index, options));
  const byId = new Map(results.map((result) => [result.trialId, result]));
  const directory = options.pictures ? mkdtempSync(join(tmpdir(), 'analysis-')) : '';
  if (directory !== '') process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const result of options.pictures ? results : []) writePictures(directory, result);
  return {
    grid: {
      name: options.name ?? 'beta-by-variance',
      description: options.description ?? 'Linear and MLP VAEs over beta and decoder variance.',
      axes: [
        { path: 'objective.beta', values: betas },
        { path: 'likelihood.variance', values: variances },
        {
          path: 'model',
          values: models.map((model) => ({ encoder: { hidden: HIDDEN[model] }, decoder: { hidden: HIDDEN[model] } })),
        },
        { path: 'seed', values: seeds },
      ],
      trialIds: specifications.map(trialId),
      versions: {
        code: { commit: '0123456789abcdef0123456789abcdef01234567', modified: false },
        node: 'v24.21.0',
        backend: BACKEND,
      },
      datasets: { 'mnist-1k:unit': '3c1d2f0a9b8e7d6c5b4a39281706f5e4d3c2b1a0998877665544332211ffeedd' },
    },
    results,
    result: (id) => byId.get(id) ?? null,
    history: (id) => historyOf(byId.get(id) ?? null),
    trialDirectory: (id) => join(directory, id),
  };
}

function specificationOf(
  options: FixtureOptions,
  beta: number,
  variance: number,
  model: 'linear' | 'mlp',
  seed: number,
) {
  const hidden = [...HIDDEN[model]];
  const input: TrialInput = {
    dataset: { name: 'mnist-1k' },
    model: { latentDim: options.latentDim ?? 20, encoder: { hidden }, decoder: { hidden } },
    likelihood: { kind: options.likelihood ?? 'gaussian', variance },
    objective: { estimator: model === 'linear' ? 'analytic' : 'stochastic', beta },
    train: { steps: 4000 },
    seed,
  };
  return trialSpecification.parse(input);
}

function resultOf(specification: TrialResult['specification'], index: number, options: FixtureOptions): TrialResult {
  const base = {
    trialId: trialId(specification),
    specification,
    attempt: 1,
    backend: BACKEND,
    startedAt: START + index * 4000,
    finishedAt: START + index * 4000 + 3500,
    worker: 'desk:4242',
  };
  const reason = options.failure?.(specification) ?? null;
  if (reason !== null) {
    const message = reason === 'diverged' ? 'the objective became NaN at step 1200' : 'the worker ended with code 137';
    return { ...base, status: 'failed', error: { reason, message } };
  }
  return { ...base, status: 'done', ...measurements(specification, uniform(index + 1)), pictures: picturesOf(options) };
}

function measurements(
  specification: TrialResult['specification'],
  random: () => number,
): Pick<DoneResult, 'metrics' | 'dimensions'> {
  const { latentDim } = specification.model;
  const variance = Number(specification.likelihood.variance);
  const { beta } = specification.objective;
  const isLinear = linearityOf(specification.model).decoder !== null;
  const isGaussian = specification.likelihood.kind === 'gaussian';
  const threshold = beta * variance;
  const predictedKl = EIGENVALUES.slice(0, latentDim).map((value) => Math.max(0, Math.log(value / threshold) / 2));
  const predicted = predictedKl.filter((kl) => kl > 0).length;
  const near = EIGENVALUES.slice(0, latentDim).filter((value) => Math.abs(value / threshold - 1) < 0.02).length;
  const lost = isLinear || variance < 0.3 ? 0 : Math.min(2, predicted);
  const optimum = elboBeta(beta, variance, latentDim);
  const kl = predictedKl.map((value, rank) =>
    rank < predicted - lost ? value * (1 + 0.04 * (random() - 0.5)) : 0.002 * random(),
  );
  const totalKl = sum(kl);
  const objective = optimum + (isLinear ? -0.02 * random() : 12 * random() - 4);
  const elbo = objective + (beta - 1) * totalKl;
  const logLikelihood = isLinear && isGaussian ? elbo + 0.05 + random() : null;
  const maximum = isGaussian ? elboBeta(1, variance, latentDim) : null;
  const metrics: Metrics = {
    ...emptyMetrics(),
    objective,
    elbo: maximum !== null && isLinear ? Math.min(elbo, maximum - 0.5) : elbo,
    reconstruction: elbo + totalKl,
    kl: totalKl,
    log_likelihood: logLikelihood === null || maximum === null ? null : Math.min(logLikelihood, maximum - 0.1),
    ppca_log_likelihood: isGaussian ? elboBeta(1, 0.0327, latentDim) : null,
    ppca_log_likelihood_fixed: maximum,
    objective_optimum: isGaussian ? optimum : null,
    posterior_kl: logLikelihood === null ? null : logLikelihood - elbo,
    decoder_variance: isGaussian ? variance : null,
    implied_beta_variance: isGaussian ? threshold : null,
    active_units: predicted - lost,
    active_units_predicted: isGaussian ? predicted : null,
    active_units_near_threshold: isGaussian ? near : null,
    collapsed_fraction: 1 - (predicted - lost) / latentDim,
    active_kl: predicted - lost,
    test_elbo: elbo - 8,
    steps: 4000,
    seconds: 3.5,
  };
  const dimensions = {
    kl: shuffled(kl, random),
    posteriorMeanVariance: kl.map((value) => 1 - Math.exp(-2 * value)),
    fractionBelowEpsilon: kl.map((value) => (value > 0.01 ? 0.05 : 1)),
    predictedKl: isGaussian ? predictedKl : null,
  };
  return { metrics, dimensions };
}

/** The closed-form maximum of the ELBO at fixed beta and variance, nats. */
function elboBeta(beta: number, variance: number, latentDim: number): number {
  const threshold = beta * variance;
  const terms = EIGENVALUES.map((value, index) =>
    index < latentDim && value > threshold ? beta * (1 + Math.log(value / threshold)) : value / variance,
  );
  return -(DIM * Math.log(2 * Math.PI * variance) + sum(terms)) / 2;
}

function historyOf(result: TrialResult | null): HistoryPoint[] {
  if (result?.status !== 'done') return [];
  const { objective, elbo } = result.metrics;
  return Array.from({ length: 41 }, (_, index) => {
    const short = 900 * Math.exp(-index / 4);
    const metrics = { objective: (objective ?? 0) - short, elbo: (elbo ?? 0) - short };
    return { step: index * 100, timestamp: START + index * 80, metrics };
  });
}

function picturesOf(options: FixtureOptions) {
  if (!options.pictures) return [];
  return [
    { file: 'pictures/reconstructions.png', title: 'Reconstructions: data above, reconstruction below' },
    { file: 'pictures/samples.png', title: 'Samples from the prior' },
  ];
}

function writePictures(directory: string, result: TrialResult): void {
  if (result.status !== 'done') return;
  for (const [index, { file }] of result.pictures.entries()) {
    const path = join(directory, result.trialId, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, fixturePng(28 * 10, 28 * 2, index + 1));
  }
}

export function emptyMetrics(): Metrics {
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as Metrics;
}

/** Fixed pseudo-random numbers in [0, 1): a linear congruential generator. */
export function uniform(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled(values: readonly number[], random: () => number): number[] {
  return values
    .map((value) => ({ value, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ value }) => value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
