import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentsFolder } from '@collapse/components';
import { readResult, StorageError, studyPaths, writing } from '@collapse/study';
import { trialId } from '@collapse/trials';
import type { Redis } from 'ioredis';
import type { Slot } from '../../contract/dispatch.ts';
import type { TrialGroup, TrialJob } from '../../contract/executor.ts';
import { ProgressWatchdog } from '../../contract/progress-watchdog.ts';
import { WorkerDeath } from '../../contract/retry-policy.ts';
import { runGroup } from '../../contract/run-group.ts';
import { componentFiles, componentsOf } from '../protocol/component-agreement.ts';
import { lostCount } from '../protocol/lost-count.ts';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import {
  type JobData,
  type JobDeath,
  type JobOutcome,
  jobDataSchema,
  type SentFile,
} from '../protocol/redis-messages.ts';
import { refusalOf } from '../server/redis-replies.ts';
import type { RefusingServer } from '../server/refusing-server.ts';
import { holdLock } from './hold-lock.ts';
import { relayMessages } from './relay-messages.ts';
import { sendFiles } from './send-files.ts';
import type { TakenJob } from './study-queues.ts';
import type { DatasetLoader } from './worker-datasets.ts';

export interface RunJobOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly slot: Slot;
  readonly datasets: DatasetLoader;
  readonly server: RefusingServer;
  /** Where components from outside may be loaded from; null for nowhere. */
  readonly components: ComponentsFolder | null;
  /** Host and process. */
  readonly worker: string;
  /** A folder of this machine for what trials write. */
  readonly scratchDirectory: string;
  readonly lockMilliseconds: number;
  /** Aborted when running jobs are to be given back. */
  readonly giveBack: AbortSignal;
  readonly randomId: () => string;
  readonly clock: () => number;
}

/**
 * done: its outcome is in Redis, whatever it is. given back: it waits again. taken over: another worker has it, since this
 * one was out of reach for too long; what was done here is thrown away.
 */
export type JobEnd = 'done' | 'given back' | 'taken over';

/**
 * Runs one job to its outcome.
 * @throws StorageError where this machine's disk is full or not writable; the job waits again then
 */
export async function runJob(taken: TakenJob, options: RunJobOptions): Promise<JobEnd> {
  const { job, token, queue } = taken;
  const { redis, keys, scratchDirectory, lockMilliseconds, giveBack, server, randomId, clock } = options;
  const lock = holdLock(taken, redis, keys, lockMilliseconds);
  const filesId = randomId();
  const filesKey = keys.files(queue, filesId);
  let folder: string | null = null;
  const giveBackJob = async (): Promise<JobEnd> => {
    await server.ifAccepted(() => redis.del(filesKey));
    // Where it is refused the lock runs out, and the job waits again by that.
    await server.ifAccepted(() => job.moveToWait(token));
    return 'given back';
  };
  try {
    folder = scratchFolder(scratchDirectory);
    const stop = AbortSignal.any([lock.lost, giveBack]);
    const data = jobDataSchema.safeParse(job.data).data ?? null;
    const relay = relayMessages(job);
    const death =
      data === null
        ? { message: 'the job is of another version of this program', reason: null }
        : await work(data, folder, { ...options, relay, stop, begunBefore: lostCount(job) }).finally(relay.close);
    if (lock.lost.aborted) return 'taken over';
    if (giveBack.aborted) return await giveBackJob();
    const paths = studyPaths(folder);
    const ids = (data?.trials ?? []).map(({ id }) => id).filter((id) => readResult(paths.trial(id)) !== null);
    const files: Record<string, SentFile[]> = {};
    for (const id of ids) {
      const { fileBytes } = data ?? { fileBytes: 0 };
      const where = { redis, key: filesKey, paths, fileBytes, worker: options.worker };
      const done = await server.untilAccepted(() => sendFiles(id, where), stop);
      if (done === null) return lock.lost.aborted ? 'taken over' : await giveBackJob();
      const { sent, line } = done;
      files[id] = sent;
      if (line !== null) relay.say({ kind: 'notice', line, timestamp: Math.trunc(clock()) });
    }
    const outcome: JobOutcome = { messages: [...relay.kept], filesId, files, death };
    if (await server.untilAccepted(() => complete(taken, outcome), stop)) return 'done';
    await server.ifAccepted(() => redis.del(filesKey));
    return giveBack.aborted && !lock.lost.aborted ? await giveBackJob() : 'taken over';
  } catch (error) {
    if (error instanceof StorageError) {
      const line = `${options.worker} stops, another worker takes its trials. ${error.message}`;
      const message = { kind: 'notice', line, timestamp: Math.trunc(clock()) };
      await server.ifAccepted(() => job.updateProgress({ messages: [message] }));
      await giveBackJob();
    }
    throw error;
  } finally {
    lock.release();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

function scratchFolder(parent: string): string {
  return writing(parent, () => {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, 'job-'));
  });
}

interface WorkOptions extends RunJobOptions {
  readonly relay: ReturnType<typeof relayMessages>;
  readonly stop: AbortSignal;
  /** How often the job was lost with its worker before: each time it was an attempt. */
  readonly begunBefore: number;
}

/** @returns why the work ended before its trials did, or null */
async function work(data: JobData, folder: string, options: WorkOptions): Promise<JobDeath | null> {
  const { slot, datasets, components: componentsFolder, worker, relay, stop, begunBefore, clock } = options;
  const jobs = data.trials.map(({ id, attempt, specification }) => {
    return { trial: { id, specification }, attempt: attempt + begunBefore };
  });
  const [first] = jobs;
  if (first === undefined || stop.aborted) return null;
  const group: TrialJob[] = [];
  try {
    const dataset = await datasets(first.trial.specification.dataset, data.datasetChecksum);
    const hashes = componentsOf([jobs]);
    const components = componentFiles(hashes, componentsFolder);
    for (const job of jobs) {
      requireSameId(job.trial);
      group.push({ ...job, studyDirectory: folder, dataset, components });
    }
  } catch (error) {
    await runGroup(jobs, () => Promise.reject(error), { worker, report: relay.say, signal: stop, clock });
    return null;
  }
  const hung = new AbortController();
  const limit = data.stallMilliseconds ?? Number.POSITIVE_INFINITY;
  const watchdog = new ProgressWatchdog<TrialGroup>(limit, () => hung.abort());
  let full: StorageError | null = null;
  try {
    await slot.run(
      group,
      (message) => {
        if (!hung.signal.aborted) watchdog.hear(group);
        if (message.kind === 'threw' && message.error.storage !== null) {
          full = new StorageError(message.error.storage.path, message.error.storage.code);
        }
        relay.say(message);
      },
      AbortSignal.any([stop, hung.signal]),
    );
  } catch (error) {
    if (!(error instanceof WorkerDeath)) throw error;
    return { message: error.message, reason: null };
  } finally {
    watchdog.forget(group);
  }
  if (full !== null) throw full;
  if (!hung.signal.aborted) return null;
  return { message: `no progress for ${limit / 1000} s on ${worker}, so it was ended`, reason: 'stalled' };
}

/** A specification that means another trial here than where it was planned must not be trained. */
function requireSameId({ id, specification }: TrialJob['trial']): void {
  const here = trialId(specification);
  if (here !== id) throw new Error(`the specification of trial ${id} is that of trial ${here} to this worker's code`);
}

/** False where the job is no longer this worker's. */
async function complete({ job, token, reload }: TakenJob, outcome: JobOutcome): Promise<boolean> {
  try {
    await job.moveToCompleted(outcome, token, false);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || refusalOf(error) !== null) throw error;
    // A link that broke before the answer came makes the command be sent twice: the first may have done it.
    const there = await reload();
    return there?.returnvalue?.filesId === outcome.filesId;
  }
}
