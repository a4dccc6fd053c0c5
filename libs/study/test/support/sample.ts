import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DoneResult,
  type FailedResult,
  METRIC_NAMES,
  type Metrics,
  trialId,
  trialSpecification,
} from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import type { GridRecord } from '../../src/index.ts';

export function temporaryDirectory(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'study-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function specificationOf(seed: number) {
  return trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim: 2, count: 3 },
    model: { latentDim: 1 },
    train: { steps: 1 },
    seed,
  });
}

export function idOf(seed: number): string {
  return trialId(specificationOf(seed));
}

function baseOf(seed: number, attempt: number) {
  const specification = specificationOf(seed);
  return {
    trialId: trialId(specification),
    specification,
    attempt,
    backend: null,
    startedAt: 1_700_000_000_000,
    finishedAt: 1_700_000_000_500 + seed,
    worker: 'host:1',
  };
}

export function doneResult(seed: number, attempt = 1): DoneResult {
  const empty = Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as Metrics;
  return {
    ...baseOf(seed, attempt),
    status: 'done',
    metrics: { ...empty, objective: seed },
    dimensions: { kl: [0.5], posteriorMeanVariance: [1], fractionBelowEpsilon: [0], predictedKl: null },
    pictures: [],
  };
}

export function failedResult(seed: number, attempt = 1): FailedResult {
  return { ...baseOf(seed, attempt), status: 'failed', error: { reason: 'error', message: 'a fault' } };
}

export function gridRecord(name: string, trialIds: readonly string[] = []): GridRecord {
  return {
    name,
    description: '',
    base: {},
    axes: [{ path: 'seed', values: [0, 1] }],
    trialIds,
    versions: { code: null, node: process.version, backend: null },
    datasets: {},
    writtenAt: 1_700_000_000_000,
  };
}
