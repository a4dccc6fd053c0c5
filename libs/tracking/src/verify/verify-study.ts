import { readStudy, type Study } from '@collapse/study';
import { UserError } from '@collapse/trials';
import type { MlflowClient, Run } from 'mlflow-js-client';
import { artifactsOfTrial } from '../runs/artifacts-of-trial.ts';
import { runsOnServer } from '../runs/runs-on-server.ts';
import { studyRun } from '../runs/study-run.ts';
import { summariseStudy } from '../runs/study-summary.ts';
import { curveMetrics } from '../runs/trial-metrics.ts';
import { type StudyContext, trialKey, trialRun } from '../runs/trial-run.ts';
import { studyFiles } from '../send/send-study.ts';
import { contextOf } from '../send/study-sync.ts';
import { withServer } from '../server/tracking-client.ts';
import { compareArtifacts } from './compare-artifacts.ts';
import { compareMetrics } from './compare-metrics.ts';

/** Where the server's copy is not what the study folder holds. */
export interface Difference {
  /** null for the study's own run. */
  readonly trialId: string | null;
  /** Such as `param train.steps`. */
  readonly what: string;
  readonly expected: string;
  readonly received: string;
}

export interface VerifyOptions {
  readonly directory: string;
  readonly client: MlflowClient;
  readonly onDifference: (difference: Difference) => void;
  readonly onChecked?: (checked: number) => void;
}

export interface VerifyReport {
  readonly trials: number;
  /** Metric points that were compared. */
  readonly points: number;
  readonly artifacts: number;
  readonly differences: number;
}

/**
 * Reads everything back from the server and compares it with the study folder: params, tags, every metric point, status,
 * times, data sets, every artifact's bytes; and that each trial has one run.
 * @throws UserError where the directory is no study folder or the server has no such experiment
 * @throws ServerAway where it does not answer
 */
export function verifyStudy(options: VerifyOptions): Promise<VerifyReport> {
  return withServer(() => compareAll(options));
}

async function compareAll({ directory, client, onDifference, onChecked }: VerifyOptions): Promise<VerifyReport> {
  const study = readStudy(directory);
  const context = contextOf(study);
  const experiment = await client.getExperimentByName(study.grid.name);
  if (experiment === null || experiment.lifecycleStage === 'deleted') {
    throw new UserError({
      field: `MLflow experiment "${study.grid.name}"`,
      expected: `an experiment on ${client.trackingUri} to compare with`,
      received: experiment === null ? 'none of this name' : `one that was deleted (id ${experiment.experimentId})`,
      remedy: 'Send the study first: run sweep sync without --verify.',
    });
  }
  const runs = await runsOnServer(client, experiment.experimentId, context.studyId);
  let differences = 0;
  let checked = 0;
  let points = 0;
  let artifacts = 0;
  const differ = (difference: Difference) => {
    differences += 1;
    onDifference(difference);
  };
  const expectedKeys = new Set([context.studyId]);
  const findRun = async (trialId: string | null, key: string): Promise<Run | null> => {
    expectedKeys.add(key);
    const found = runs.get(key) ?? [];
    const active = found.filter(({ deleted }) => !deleted);
    const [only] = active;
    if (only !== undefined && active.length === 1) return client.getRun(only.runId);
    const received = found.length > 0 && active.length === 0 ? 'a deleted run' : `${active.length} runs`;
    differ({ trialId, what: 'run', expected: 'one run', received });
    return null;
  };

  const studyRunFound = await findRun(null, context.studyId);
  if (studyRunFound !== null) {
    const compared = await compareStudyRun(study, context, studyRunFound, client, differ);
    artifacts += compared;
  }
  for (const result of study.results) {
    const { trialId } = result;
    const found = await findRun(trialId, trialKey(context.studyId, result));
    checked += 1;
    if (found === null) continue;
    const differTrial = (what: string, expected: string, received: string) =>
      differ({ trialId, what, expected, received });
    const run = trialRun(result, context);
    compareRecord('param', run.params, found.data.params, differTrial);
    compareRecord('tag', run.tags, pick(found.data.tags, run.tags), differTrial);
    compareInfo(run, found, differTrial);
    compareParent(studyRunFound, found, differTrial);
    const { runId } = found.info;
    const keys = Object.keys(found.data.metrics);
    const expected = function* () {
      yield* run.metrics;
      yield* curveMetrics(study.historyPoints(trialId));
    };
    points += await compareMetrics(client, runId, keys, expected, differTrial);
    const files = await artifactsOfTrial(result, study.trialDirectory(trialId));
    artifacts += await compareArtifacts(client, runId, files, differTrial);
    onChecked?.(checked);
  }
  for (const [key, found] of runs) {
    for (const { trialId, deleted } of found) {
      if (deleted || expectedKeys.has(key)) continue;
      differ({
        trialId,
        what: 'run',
        expected: 'no run of an attempt that gave way',
        received: `a run with key ${key}`,
      });
    }
  }
  return { trials: checked, points, artifacts, differences };
}

type Differ = (what: string, expected: string, received: string) => void;

async function compareStudyRun(
  study: Study,
  context: StudyContext,
  found: Run,
  client: MlflowClient,
  differ: (difference: Difference) => void,
): Promise<number> {
  const differStudy: Differ = (what, expected, received) => differ({ trialId: null, what, expected, received });
  const { runId, experimentId } = found.info;
  const run = studyRun(summariseStudy(study), context, { experimentId, runId });
  compareRecord('tag', run.tags, pick(found.data.tags, run.tags), differStudy);
  if (found.info.status !== run.status) differStudy('status', run.status, found.info.status);
  for (const { key, value } of run.metrics) {
    const received = found.data.metrics[key];
    if (received !== value) differStudy(`metric ${key}`, String(value), String(received));
  }
  const files = Array.from(await studyFiles(study), ([artifact, source]) => ({ artifact, source }));
  return compareArtifacts(client, runId, files, differStudy);
}

function compareInfo(run: ReturnType<typeof trialRun>, { info, inputs }: Run, differ: Differ): void {
  if (info.runName !== run.runName) differ('run name', run.runName, info.runName);
  if (info.status !== run.status) differ('status', run.status, info.status);
  if (info.startTime !== run.startTime) differ('start time', String(run.startTime), String(info.startTime));
  if (info.endTime !== run.endTime) differ('end time', String(run.endTime), String(info.endTime));
  const expected = run.datasets.map(({ name, digest }) => `${name} ${digest}`).join(', ');
  const received = inputs.datasetInputs.map(({ dataset }) => `${dataset.name} ${dataset.digest}`).join(', ');
  if (expected !== received) differ('data sets', expected, received);
}

function compareParent(parent: Run | null, { data }: Run, differ: Differ): void {
  const received = data.tags['mlflow.parentRunId'];
  if (parent !== null && received !== parent.info.runId) differ('parent run', parent.info.runId, String(received));
}

function compareRecord(
  kind: string,
  expected: Readonly<Record<string, string>>,
  received: Readonly<Record<string, string>>,
  differ: Differ,
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(received)])) {
    if (expected[key] !== received[key]) differ(`${kind} ${key}`, shown(expected[key]), shown(received[key]));
  }
}

function pick(
  record: Readonly<Record<string, string>>,
  keys: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key in keys));
}

const LONGEST_SHOWN = 80;

function shown(value: string | undefined): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)} ...` : value);
}
