import type { Run } from './entities.ts';
import { invalidInput, MlflowError } from './errors.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { withRetries } from './retry.ts';
import { type CreateRunOptions, createRun, deleteRun, searchRuns } from './runs.ts';
import { checkKey, checkText } from './values.ts';

export interface CreateRunOnceOptions extends CreateRunOptions {
  /** The caller's own name for this run, unique in its experiment; kept as a tag. */
  readonly key: string;
  /** The tag that holds the key. Default 'client.runKey'. */
  readonly keyTag?: string | undefined;
}

export interface CreatedRun {
  readonly run: Run;
  /** False if a run with this key was there already. */
  readonly created: boolean;
}

const KEY_LENGTH = 500;

/**
 * Creates a run unless one with this key exists: runs/create is not idempotent, so the tag is searched before each attempt.
 * Should a lost request turn out to have been carried out after all, its empty double is deleted.
 * One client at a time: two that call this at once with the same key may both create.
 * @throws MlflowError deleted if the run with this key was deleted, ambiguous-key if several with data have it
 */
export function createRunOnce(
  options: ResolvedOptions,
  experimentId: string,
  { key, keyTag = 'client.runKey', ...create }: CreateRunOnceOptions,
): Promise<CreatedRun> {
  checkKey('keyTag', keyTag);
  if (checkText('key', key, KEY_LENGTH) === '' || /['"\\]/.test(key)) {
    throw invalidInput('key', 'a text without quotes and backslashes', key, 'MLflow cannot search for others exactly.');
  }
  const withKey = { ...create, tags: { ...create.tags, [keyTag]: key } };
  const find = async () => {
    const search = { experimentIds: [experimentId], filter: `tags.\`${keyTag}\` = '${key}'`, viewType: 'ALL' } as const;
    const page = await searchRuns(options, search, 'never');
    return page.runs.filter((run) => run.data.tags[keyTag] === key);
  };
  return withRetries(options, 'always', async (_left, uncertain) => {
    const before = await settle(options, key, await find());
    if (before) return { run: before, created: false };
    const run = await createRun(options, experimentId, withKey, 'never');
    if (!uncertain) return { run, created: true };
    return { run: (await settle(options, key, await find())) ?? run, created: true };
  });
}

/** The one run among those found with a key, after deleting doubles that hold nothing; undefined if there is none. */
async function settle(options: ResolvedOptions, key: string, found: readonly Run[]): Promise<Run | undefined> {
  const active = found.filter((run) => run.info.lifecycleStage === 'active').sort(byAge);
  const [first] = active;
  if (!first) {
    if (found[0]) throw deletedRun(key, found[0]);
    return undefined;
  }
  const used = active.filter(holdsData);
  if (used.length > 1) throw ambiguous(key, used);
  const kept = used[0] ?? first;
  for (const run of active) if (run !== kept) await deleteRun(options, run.info.runId);
  return kept;
}

function byAge(a: Run, b: Run): number {
  return a.info.startTime - b.info.startTime || (a.info.runId < b.info.runId ? -1 : 1);
}

function holdsData({ data, inputs, info }: Run): boolean {
  const items = Object.keys(data.metrics).length + Object.keys(data.params).length + inputs.datasetInputs.length;
  return items > 0 || info.status !== 'RUNNING';
}

function deletedRun(key: string, run: Run): MlflowError {
  return new MlflowError({
    kind: 'deleted',
    message: `The run with key ${JSON.stringify(key)} (id ${run.info.runId}) was deleted.`,
    remedy: 'Restore it with restoreRun, or use another key.',
    untouched: true,
  });
}

function ambiguous(key: string, runs: readonly Run[]): MlflowError {
  return new MlflowError({
    kind: 'ambiguous-key',
    message: `Several runs have the key ${JSON.stringify(key)}: ${runs.map((run) => run.info.runId).join(', ')}.`,
    remedy: 'Keep one and delete the others with deleteRun.',
    untouched: true,
  });
}
