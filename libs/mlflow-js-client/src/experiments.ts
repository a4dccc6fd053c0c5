import { callApi, jsonBody } from './call-api.ts';
import type { Experiment, ViewType } from './entities.ts';
import { invalidInput, MlflowError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { pages } from './pages.ts';
import { createdExperimentReply, emptyReply, experimentReply, experimentsReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { checkCount, checkId, checkKey, checkText } from './values.ts';

export interface CreateExperimentOptions {
  readonly artifactLocation?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface SearchExperimentsOptions {
  /** Such as name LIKE 'vae%'. */
  readonly filter?: string | undefined;
  readonly viewType?: ViewType | undefined;
  readonly orderBy?: readonly string[] | undefined;
  /** Per page, at most 50 000. Default 1000. */
  readonly maxResults?: number | undefined;
  readonly pageToken?: string | undefined;
}

export interface ExperimentPage {
  readonly experiments: readonly Experiment[];
  readonly nextPageToken: string | undefined;
}

export async function createExperiment(
  options: ResolvedOptions,
  name: string,
  { artifactLocation, tags }: CreateExperimentOptions,
): Promise<string> {
  const fields = {
    name: experimentName(name),
    artifact_location: artifactLocation,
    tags: Object.entries(tags ?? {}).map(([key, value]) => experimentTag(key, value)),
  };
  const reply = await callApi(options, {
    method: 'POST',
    endpoint: 'experiments/create',
    body: jsonBody(fields, {}),
    reply: createdExperimentReply,
    repeat: 'untouched',
  });
  return reply.experiment_id;
}

export async function getOrCreateExperiment(
  options: ResolvedOptions,
  name: string,
  create: CreateExperimentOptions,
): Promise<Experiment> {
  const existing = await getExperimentByName(options, name);
  if (existing) return activeExperiment(existing);
  try {
    return await getExperiment(options, await createExperiment(options, name, create));
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    if (error.kind !== 'already-exists' && !error.temporary) throw error;
    // Another client was quicker, or our own request was carried out and its reply lost.
    const found = await getExperimentByName(options, name);
    if (!found) throw error;
    return activeExperiment(found);
  }
}

export async function getExperiment(options: ResolvedOptions, experimentId: string): Promise<Experiment> {
  const reply = await callApi(options, {
    method: 'GET',
    endpoint: 'experiments/get',
    query: { experiment_id: checkId('experimentId', experimentId) },
    reply: experimentReply,
    repeat: 'always',
  });
  return reply.experiment;
}

export async function getExperimentByName(options: ResolvedOptions, name: string): Promise<Experiment | null> {
  try {
    const reply = await callApi(options, {
      method: 'GET',
      endpoint: 'experiments/get-by-name',
      query: { experiment_name: experimentName(name) },
      reply: experimentReply,
      repeat: 'always',
    });
    return reply.experiment;
  } catch (error) {
    if (error instanceof MlflowError && error.kind === 'not-found') return null;
    throw error;
  }
}

export async function searchExperiments(
  options: ResolvedOptions,
  { filter, viewType = 'ACTIVE_ONLY', orderBy = [], maxResults = 1000, pageToken }: SearchExperimentsOptions,
): Promise<ExperimentPage> {
  const fields = {
    max_results: checkCount('maxResults', maxResults, 1, LIMITS.runsPerPage),
    filter,
    view_type: viewType,
    order_by: orderBy,
    page_token: pageToken,
  };
  const reply = await callApi(options, {
    method: 'POST',
    endpoint: 'experiments/search',
    body: jsonBody(fields, {}),
    reply: experimentsReply,
    repeat: 'always',
  });
  return { experiments: reply.experiments, nextPageToken: reply.next_page_token };
}

export async function* iterateExperiments(
  options: ResolvedOptions,
  search: Omit<SearchExperimentsOptions, 'pageToken'>,
): AsyncGenerator<Experiment, void, undefined> {
  const get = (pageToken: string | undefined) => searchExperiments(options, { ...search, pageToken });
  for await (const { experiments } of pages(get)) yield* experiments;
}

export async function renameExperiment(options: ResolvedOptions, experimentId: string, name: string): Promise<void> {
  await change(options, 'experiments/update', { new_name: experimentName(name) }, experimentId);
}

export async function setExperimentTag(
  options: ResolvedOptions,
  experimentId: string,
  key: string,
  value: string,
): Promise<void> {
  await change(options, 'experiments/set-experiment-tag', experimentTag(key, value), experimentId);
}

export async function deleteExperiment(options: ResolvedOptions, experimentId: string): Promise<void> {
  await change(options, 'experiments/delete', {}, experimentId, 'deleted');
}

export async function restoreExperiment(options: ResolvedOptions, experimentId: string): Promise<void> {
  await change(options, 'experiments/restore', {}, experimentId, 'active');
}

/** `stage`: the server refuses to delete or restore twice; a repeated request is done if the experiment got there. */
async function change(
  options: ResolvedOptions,
  endpoint: string,
  fields: Record<string, unknown>,
  experimentId: string,
  stage?: Experiment['lifecycleStage'],
): Promise<void> {
  await callApi(options, {
    method: 'POST',
    endpoint,
    body: jsonBody(fields, { experiment_id: checkId('experimentId', experimentId) }),
    reply: emptyReply,
    repeat: 'always',
    ...(stage && {
      alreadyDone: async () => ((await getExperiment(options, experimentId)).lifecycleStage === stage ? {} : undefined),
    }),
  });
}

function activeExperiment(experiment: Experiment): Experiment {
  if (experiment.lifecycleStage === 'active') return experiment;
  throw new MlflowError({
    kind: 'deleted',
    message: `The experiment ${JSON.stringify(experiment.name)} (id ${experiment.experimentId}) was deleted.`,
    remedy:
      'Restore it with restoreExperiment, or use another name: MLflow keeps the name of a deleted experiment taken.',
    untouched: true,
  });
}

function experimentName(name: unknown): string {
  const text = checkText('experiment name', name, LIMITS.experimentNameLength);
  if (text.trim() === '') throw invalidInput('experiment name', 'a name', name, 'Give the experiment a name.');
  return text;
}

function experimentTag(key: string, value: unknown): { key: string; value: string } {
  const field = `experiment tag ${JSON.stringify(key)}`;
  return { key: checkKey('experiment tag key', key), value: checkText(field, value, LIMITS.experimentTagLength) };
}
