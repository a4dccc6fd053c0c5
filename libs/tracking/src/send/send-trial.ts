import type { Study } from '@collapse/study';
import type { TrialResult } from '@collapse/trials';
import { LIMITS, type MetricPoint, type MlflowClient, MlflowError, type Run } from 'mlflow-js-client';
import { artifactsOfTrial } from '../runs/artifacts-of-trial.ts';
import { metricBatches } from '../runs/metric-batches.ts';
import { curveMetrics } from '../runs/trial-metrics.ts';
import { KEY_TAG, type TrialRun } from '../runs/trial-run.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Refusals } from './refusals.ts';

export interface TrialToSend {
  readonly client: MlflowClient;
  readonly experimentId: string;
  readonly study: Pick<Study, 'historyPoints' | 'trialDirectory'>;
  readonly result: TrialResult;
  readonly run: TrialRun;
  /** Tags that are true of where the sync runs: the parent's run id, who sends it. */
  readonly placeTags: Readonly<Record<string, string>>;
  /** A run of this trial that is known to be there already. */
  readonly knownRunId: string | undefined;
  readonly refusals: Refusals;
  /**
   * For the data sets of all trials: where two runs log a new one at the same moment, MLflow (3.17) answers both with
   * success and keeps it for one of them.
   */
  readonly inputsQueue: OneAtATime;
}

/**
 * Sends one trial, its status last, and returns its run's id. Every request may be repeated without doubling anything, so
 * that a trial cut off in the middle is sent again from its start.
 * @throws MlflowError for what concerns the server, the address or the run as a whole; what it refuses goes to `refusals`
 */
export async function sendTrial(job: TrialToSend): Promise<string> {
  const { client, run, refusals } = job;
  const existing = await runOf(job);
  const { runId } = existing.info;
  refusals.runId = runId;
  const params = unclashing(run.params, existing, refusals);
  const tags = { ...run.tags, ...job.placeTags, [KEY_TAG]: run.key };
  await sendMetrics(job, runId, { params, tags });
  if (run.datasets.length > 0) {
    const sending = job.inputsQueue(() => client.logInputs(runId, run.datasets));
    await refusals.unlessRefused('data sets', sending);
  }
  for (const { artifact, source } of await artifactsOfTrial(job.result, job.study.trialDirectory(run.trialId))) {
    await refusals.unlessRefused(`artifact ${artifact}`, client.logArtifact(runId, source, artifact));
  }
  await client.updateRun(runId, { status: run.status, endTime: run.endTime, runName: run.runName });
  return runId;
}

async function runOf({ client, experimentId, run, placeTags, knownRunId }: TrialToSend): Promise<Run> {
  if (knownRunId !== undefined) return client.getRun(knownRunId);
  const { key, runName, startTime } = run;
  const tags = { ...run.tags, ...placeTags };
  return (await client.createRunOnce(experimentId, { key, keyTag: KEY_TAG, runName, startTime, tags })).run;
}

/** Params that the run does not have yet with another value: those MLflow never changes. */
function unclashing(
  params: TrialRun['params'],
  { data, info }: Run,
  refusals: Refusals,
): Readonly<Record<string, string>> {
  const clashing = Object.entries(params).filter(([key, value]) => (data.params[key] ?? value) !== value);
  for (const [key, value] of clashing) {
    refusals.add(`param ${key}`, {
      reason: `the run has ${JSON.stringify(data.params[key])}, the study ${JSON.stringify(value)}, and MLflow never changes a param`,
      remedy: `Delete run ${info.runId} for good (delete it in the UI, then mlflow gc), remove the dead letters and sync again; or keep the run as it is.`,
      errorCode: 'INVALID_PARAMETER_VALUE',
    });
  }
  const clashes = new Set(clashing.map(([key]) => key));
  return Object.fromEntries(Object.entries(params).filter(([key]) => !clashes.has(key)));
}

async function sendMetrics(
  { client, study, run, refusals }: TrialToSend,
  runId: string,
  rest: { readonly params: Readonly<Record<string, string>>; readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  const points = concatenated(run.metrics, curveMetrics(study.historyPoints(run.trialId)));
  const room = LIMITS.itemsPerBatch - Object.keys(rest.params).length - Object.keys(rest.tags).length;
  const onBadKey = (key: string, error: MlflowError) => refusals.addError(`metric ${key}`, error);
  let first = true;
  for (const metrics of metricBatches(points, Math.max(1, room), onBadKey)) {
    const what = first ? 'params, tags and the first metrics' : `metrics from step ${metrics[0]?.step}`;
    const batch = first ? { ...rest, metrics } : { metrics };
    await refusals.unlessRefused(what, client.logBatch(runId, batch));
    first = false;
  }
}

function* concatenated(one: Iterable<MetricPoint>, other: Iterable<MetricPoint>): Generator<MetricPoint> {
  yield* one;
  yield* other;
}

/** Whether a run, or its experiment, was deleted while it was being sent. */
export function isGone(error: unknown): error is MlflowError {
  return error instanceof MlflowError && (error.kind === 'deleted' || error.kind === 'not-found');
}
