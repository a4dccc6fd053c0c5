import { receiveTrial, studyPaths } from '@collapse/study';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisKeys } from './redis-keys.ts';
import { jobDataSchema, jobOutcomeSchema } from './redis-messages.ts';
import { fetchFiles } from './send-files.ts';

export interface ReceiveOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: string;
  readonly studyDirectory: string;
}

/**
 * Takes what the trials of an ended job wrote into the study folder.
 * @param isWanted of a trial, by its id
 * @returns how many it was
 */
export async function receiveJob(
  job: Job,
  { redis, keys, queue, studyDirectory }: ReceiveOptions,
  isWanted: (trialId: string) => boolean,
): Promise<number> {
  const outcome = jobOutcomeSchema.safeParse(job.returnvalue).data;
  if (outcome === undefined) return 0;
  let received = 0;
  for (const { id, attempt } of jobDataSchema.safeParse(job.data).data?.trials ?? []) {
    if (!isWanted(id)) continue;
    const files = await fetchFiles(redis, keys.files(queue, outcome.filesId), id);
    if (files.size === 0) continue;
    receiveTrial(studyPaths(studyDirectory), id, attempt + job.stalledCounter, files);
    received += 1;
  }
  return received;
}
