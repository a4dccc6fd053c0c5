import { callApi, jsonBody } from './call-api.ts';
import { changeRun } from './change-run.ts';
import type { Run, RunStatus, ViewType } from './entities.ts';
import { invalidInput } from './errors.ts';
import { LIMITS } from './limits.ts';
import { pages } from './pages.ts';
import { emptyReply, runReply, runsReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { Repeat } from './retry.ts';
import { checkCount, checkId, checkKey, checkText, timestampMilliseconds } from './values.ts';

export interface CreateRunOptions {
  /** Milliseconds since 1970. Default now. */
  readonly startTime?: number | undefined;
  /** Default: a random name made by the server. */
  readonly runName?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface UpdateRunOptions {
  readonly status?: RunStatus | undefined;
  readonly runName?: string | undefined;
  /** Milliseconds since 1970. */
  readonly endTime?: number | undefined;
}

export interface SearchRunsOptions {
  readonly experimentIds: readonly string[];
  /** Such as params.beta = '4' AND metrics.elbo > -100. MLflow has no OR, and compares params only as text. */
  readonly filter?: string | undefined;
  readonly viewType?: ViewType | undefined;
  readonly orderBy?: readonly string[] | undefined;
  /** Per page, at most 50 000. Default 1000. */
  readonly maxResults?: number | undefined;
  readonly pageToken?: string | undefined;
}

export interface RunPage {
  readonly runs: readonly Run[];
  readonly nextPageToken: string | undefined;
}

const STATUSES: ReadonlySet<string> = new Set(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']);

export async function createRun(
  options: ResolvedOptions,
  experimentId: string,
  { startTime = options.now(), runName, tags = {} }: CreateRunOptions,
  repeat: Repeat = 'untouched',
): Promise<Run> {
  const tagName = tags['mlflow.runName'];
  if (runName !== undefined && tagName !== undefined && runName !== tagName) {
    throw invalidInput('runName', 'the same name as in the tag mlflow.runName', runName, 'Give only one of the two.');
  }
  const fields = {
    start_time: timestampMilliseconds('startTime', startTime),
    run_name: runName === undefined ? undefined : checkText('runName', runName, LIMITS.tagLength),
    tags: Object.entries(tags).map(([key, value]) => runTag(key, value)),
  };
  const reply = await callApi(options, {
    method: 'POST',
    endpoint: 'runs/create',
    body: jsonBody(fields, { experiment_id: checkId('experimentId', experimentId) }),
    reply: runReply,
    repeat,
  });
  return reply.run;
}

export async function getRun(options: ResolvedOptions, runId: string): Promise<Run> {
  const reply = await callApi(options, {
    method: 'GET',
    endpoint: 'runs/get',
    query: { run_id: checkId('runId', runId) },
    reply: runReply,
    repeat: 'always',
  });
  return reply.run;
}

export async function updateRun(
  options: ResolvedOptions,
  runId: string,
  { status, runName, endTime }: UpdateRunOptions,
): Promise<void> {
  if (status !== undefined && !STATUSES.has(status)) {
    // The server answers 200 to an unknown status and ignores it.
    throw invalidInput('status', `one of ${[...STATUSES].join(', ')}`, status, 'Use one of these.');
  }
  const fields = {
    status,
    run_name: runName === undefined ? undefined : checkText('runName', runName, LIMITS.tagLength),
    end_time: endTime === undefined ? undefined : timestampMilliseconds('endTime', endTime),
  };
  await changeRun(options, 'runs/update', fields, runId);
}

export async function deleteRun(options: ResolvedOptions, runId: string): Promise<void> {
  await changeRun(options, 'runs/delete', {}, runId);
}

export async function restoreRun(options: ResolvedOptions, runId: string): Promise<void> {
  await changeRun(options, 'runs/restore', {}, runId);
}

export async function setTag(options: ResolvedOptions, runId: string, key: string, value: string): Promise<void> {
  await changeRun(options, 'runs/set-tag', runTag(key, value), runId);
}

export async function deleteTag(options: ResolvedOptions, runId: string, key: string): Promise<void> {
  await callApi(options, {
    method: 'POST',
    endpoint: 'runs/delete-tag',
    body: jsonBody({ key: checkKey('tag key', key) }, { run_id: checkId('runId', runId) }),
    reply: emptyReply,
    repeat: 'always',
    alreadyDone: async () => (Object.hasOwn((await getRun(options, runId)).data.tags, key) ? undefined : {}),
  });
}

export async function searchRuns(
  options: ResolvedOptions,
  { experimentIds, filter, viewType = 'ACTIVE_ONLY', orderBy = [], maxResults = 1000, pageToken }: SearchRunsOptions,
  repeat: Repeat = 'always',
): Promise<RunPage> {
  if (experimentIds.length === 0) {
    throw invalidInput('experimentIds', 'at least one id', experimentIds, 'MLflow finds nothing without one.');
  }
  const fields = {
    experiment_ids: experimentIds.map((id) => checkId('experimentIds', id)),
    filter,
    run_view_type: viewType,
    max_results: checkCount('maxResults', maxResults, 1, LIMITS.runsPerPage),
    order_by: orderBy,
    page_token: pageToken,
  };
  const reply = await callApi(options, {
    method: 'POST',
    endpoint: 'runs/search',
    body: jsonBody(fields, {}),
    reply: runsReply,
    repeat,
  });
  return { runs: reply.runs, nextPageToken: reply.next_page_token };
}

export async function* iterateRuns(
  options: ResolvedOptions,
  search: Omit<SearchRunsOptions, 'pageToken'>,
): AsyncGenerator<Run, void, undefined> {
  const get = (pageToken: string | undefined) => searchRuns(options, { ...search, pageToken });
  for await (const { runs } of pages(get)) yield* runs;
}

/** @throws MlflowError invalid-input for a key or a value that MLflow would refuse or cut */
export function runTag(key: string, value: unknown): { key: string; value: string } {
  return {
    key: checkKey('tag key', key),
    value: checkText(`tag ${JSON.stringify(key)}`, value, LIMITS.tagLength),
  };
}
