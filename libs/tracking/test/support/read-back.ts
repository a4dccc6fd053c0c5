import { readStudy } from '@collapse/study';
import type { MlflowClient, Run } from 'mlflow-js-client';

/** Every metric point of a run as text, sorted. */
export async function pointsOf(client: MlflowClient, run: Run): Promise<string[]> {
  const points: string[] = [];
  for (const key of Object.keys(run.data.metrics)) {
    for await (const { step, timestamp, value } of client.getMetricHistory(run.info.runId, key)) {
      points.push(`${key} ${step} ${timestamp} ${value}`);
    }
  }
  return points.sort();
}

/** The points that a trial's training curve must have on the server, read from its file without the library. */
export function curveOf(directory: string, trialId: string): string[] {
  return readStudy(directory)
    .history(trialId)
    .flatMap(({ step, timestamp, metrics }) =>
      Object.entries(metrics).map(([name, value]) => `train/${name} ${step} ${timestamp} ${value}`),
    )
    .sort();
}

/** Active runs of an experiment, by trial id; the study's own run is under `study`. */
export async function runsByTrial(client: MlflowClient, name: string): Promise<Map<string, Run[]>> {
  const experiment = await client.getExperimentByName(name);
  const runs = new Map<string, Run[]>();
  if (experiment === null) return runs;
  for await (const run of client.iterateRuns({ experimentIds: [experiment.experimentId] })) {
    const trialId = run.data.tags['collapse.trial'] ?? 'study';
    runs.set(trialId, [...(runs.get(trialId) ?? []), run]);
  }
  return runs;
}
