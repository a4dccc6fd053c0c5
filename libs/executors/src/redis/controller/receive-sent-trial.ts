import { receiveTrial, studyPaths } from '@collapse/study';
import type { Trial } from '@collapse/trials';
import { printable } from '@collapse/trials';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { SentFile } from '../protocol/redis-messages.ts';
import { checkReceivedTrial } from './check-received-trial.ts';
import { fetchFiles } from './fetch-files.ts';

/** Weights, pictures, record and history of one trial, unless redis.json says otherwise. */
export const DEFAULT_TRIAL_BYTES = 64e6;

export interface ReceiveOptions {
  readonly redis: Redis;
  /** Of the hash that holds the files. */
  readonly key: string;
  readonly studyDirectory: string;
  /** Of all files of a trial together. */
  readonly limitBytes: number;
}

/**
 * Takes a trial that a worker sent into the study folder, once it is checked.
 * @param listed what the worker says that it sent
 * @throws RangeError where it is no whole result of this trial
 * @throws StorageError where this machine's disk is full or not writable
 */
export async function receiveSentTrial(
  { redis, key, studyDirectory, limitBytes }: ReceiveOptions,
  trial: Trial,
  attempt: number,
  listed: readonly SentFile[],
): Promise<void> {
  const files = await fetchFiles(redis, key, { trialId: trial.id, listed, limitBytes });
  checkReceivedTrial(trial, files);
  receiveTrial(studyPaths(studyDirectory), trial.id, attempt, files);
}

/** What is said of a trial that was not taken in. */
export function refusalText({ processedBy = 'unknown' }: Job, reason: string): string {
  return `worker ${printable(processedBy)} sent no whole result: ${printable(reason)}`;
}
