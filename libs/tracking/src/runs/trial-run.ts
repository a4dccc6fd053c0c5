import { createHash } from 'node:crypto';
import type { GridRecord } from '@collapse/study';
import { canonicalJson, type TrialResult } from '@collapse/trials';
import type { LoggedDataset, MetricPoint, RunStatus } from 'mlflow-js-client';
import { parametersOf } from './parameters.ts';
import { runName } from './run-name.ts';
import { trialImagesTag } from './trial-images.ts';
import { resultMetrics } from './trial-metrics.ts';
import { trialNote } from './trial-note.ts';
import type { VariedField } from './varied-fields.ts';
import { verdictOf } from './verdict.ts';

/** The tag that a run is found again by. */
export const KEY_TAG = 'collapse.key';
export const STUDY_TAG = 'collapse.study';
export const TRIAL_TAG = 'collapse.trial';
export const DIMENSION_TABLE = 'dimensions.json';

/** What all runs of a study have in common. */
export interface StudyContext {
  readonly studyId: string;
  readonly grid: GridRecord;
  readonly fields: readonly VariedField[];
}

/** One trial as MLflow is to hold it, but for its training curve and its files, which are read as they are sent. */
export interface TrialRun {
  readonly key: string;
  readonly trialId: string;
  readonly attempt: number;
  readonly runName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly status: RunStatus;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly MetricPoint[];
  readonly datasets: readonly LoggedDataset[];
  /** Of all above: another digest means that the run must be sent again. */
  readonly digest: string;
}

/**
 * An attempt has its own key: one that replaces a failed attempt must not mix with its curve.
 * @param studyId as studyIdOf gives it
 */
export function trialKey(studyId: string, { trialId, attempt }: Pick<TrialResult, 'trialId' | 'attempt'>): string {
  return `${studyId}.${trialId}.${attempt}`;
}

export function trialRun(result: TrialResult, { studyId, grid, fields }: StudyContext): TrialRun {
  const params = parametersOf(result.specification);
  const described = {
    key: trialKey(studyId, result),
    trialId: result.trialId,
    attempt: result.attempt,
    runName: runName(grid.name, fields, params),
    startTime: result.startedAt,
    endTime: result.finishedAt,
    status: result.status === 'done' ? 'FINISHED' : 'FAILED',
    params,
    tags: trialTags(result, studyId, grid),
    metrics: resultMetrics(result, fields),
    datasets: datasetsOf(result, grid),
  } as const;
  return { ...described, digest: createHash('sha256').update(canonicalJson(described)).digest('hex') };
}

function trialTags(result: TrialResult, studyId: string, grid: GridRecord): Record<string, string> {
  const { collapse, evidence, prediction, training } = verdictOf(result);
  const tags: Record<string, string> = {
    [STUDY_TAG]: studyId,
    [TRIAL_TAG]: result.trialId,
    role: 'trial',
    study: grid.name,
    verdict: collapse,
    evidence,
    prediction,
    training,
    attempt: String(result.attempt),
    worker: result.worker,
    'mlflow.note.content': trialNote(result),
  };
  if (result.backend !== null) {
    const { name, device, versions, threads } = result.backend;
    const parts = Object.entries(versions).map(([part, version]) => `${part} ${version}`);
    tags.backend = [`${name} ${device}`, `${threads} threads`, ...parts].join(', ');
  }
  if (result.status === 'failed') tags.failure = result.error.reason;
  else tags['mlflow.loggedArtifacts'] = JSON.stringify([{ path: DIMENSION_TABLE, type: 'table' }]);
  return { ...tags, ...trialImagesTag(result) };
}

/** MLflow takes digests of 36 characters at most. */
const DIGEST_LENGTH = 36;

function datasetsOf({ specification }: TrialResult, grid: GridRecord): LoggedDataset[] {
  const key = canonicalJson(specification.dataset);
  const checksum = grid.datasets[key];
  if (checksum === undefined) return [];
  const { name } = specification.dataset;
  const digest = checksum.slice(0, DIGEST_LENGTH);
  return [
    {
      name,
      digest,
      sourceType: 'local',
      source: key,
      context: 'training',
      profile: JSON.stringify({ sha256: checksum }),
    },
  ];
}
