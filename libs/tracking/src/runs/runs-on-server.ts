import type { MlflowClient } from 'mlflow-js-client';
import { KEY_TAG, STUDY_TAG, TRIAL_TAG } from './trial-run.ts';

export interface RunOnServer {
  readonly runId: string;
  readonly key: string;
  /** null for the study's own run. */
  readonly trialId: string | null;
  readonly deleted: boolean;
}

/** A page holds its runs whole, with all params and metrics. */
const PAGE = 200;

/** The runs of a study that a server holds, deleted ones included, by key. */
export async function runsOnServer(
  client: MlflowClient,
  experimentId: string,
  studyId: string,
): Promise<Map<string, RunOnServer[]>> {
  const filter = `tags.\`${STUDY_TAG}\` = '${studyId}'`;
  const search = { experimentIds: [experimentId], filter, viewType: 'ALL', maxResults: PAGE } as const;
  const runs = new Map<string, RunOnServer[]>();
  for await (const { info, data } of client.iterateRuns(search)) {
    const key = data.tags[KEY_TAG];
    if (key === undefined) continue;
    const found = runs.get(key) ?? [];
    const { runId } = info;
    const deleted = info.lifecycleStage === 'deleted';
    if (!found.some((run) => run.runId === runId)) {
      found.push({ runId, key, trialId: data.tags[TRIAL_TAG] ?? null, deleted });
    }
    runs.set(key, found);
  }
  return runs;
}
