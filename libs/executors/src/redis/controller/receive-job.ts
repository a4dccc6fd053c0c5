import { type Trial, trialId } from '@collapse/trials';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { lostCount } from '../protocol/lost-count.ts';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import { jobDataSchema, jobOutcomeSchema } from '../protocol/redis-messages.ts';
import { receiveSentTrial, refusalText } from './receive-sent-trial.ts';

export interface ReceiveJobOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: string;
  readonly studyDirectory: string;
  readonly limitBytes: number;
  /** Told of trials that were sent and are not whole. */
  readonly onNotice: (line: string) => void;
}

/**
 * Takes what the trials of an ended job wrote into the study folder.
 * @param isWanted of a trial, by its id
 * @returns how many it was
 */
export async function receiveJob(
  job: Job,
  { redis, keys, queue, studyDirectory, limitBytes, onNotice }: ReceiveJobOptions,
  isWanted: (trialId: string) => boolean,
): Promise<number> {
  const outcome = jobOutcomeSchema.safeParse(job.returnvalue).data;
  if (outcome === undefined) return 0;
  const where = { redis, key: keys.files(queue, outcome.filesId), studyDirectory, limitBytes };
  let received = 0;
  for (const { attempt, ...trial } of jobDataSchema.safeParse(job.data).data?.trials ?? []) {
    const listed = outcome.files[trial.id];
    if (listed === undefined || !isItself(trial) || !isWanted(trial.id)) continue;
    try {
      await receiveSentTrial(where, trial, attempt + lostCount(job), listed);
      received += 1;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      onNotice(`trial ${trial.id}: ${refusalText(job, error.message)}`);
    }
  }
  return received;
}

/** Jobs lie in Redis, where anybody can change them. */
function isItself({ id, specification }: Trial): boolean {
  return trialId(specification) === id;
}
