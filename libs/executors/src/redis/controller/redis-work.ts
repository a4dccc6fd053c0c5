import { existsSync } from 'node:fs';
import { studyPaths } from '@collapse/study';
import { Queue } from 'bullmq';
import type { OutlivingWork } from '../../contract/executor.ts';
import { redisKeys } from '../protocol/redis-keys.ts';
import { type RedisAddress, redisAddress } from '../server/redis-address.ts';
import { openConnection, requireServer } from '../server/redis-connection.ts';
import { explainReply } from '../server/redis-replies.ts';
import { receiveJob } from './receive-job.ts';
import { readStudyRecord, type StudyRecord, writeStudyRecord } from './study-record.ts';

/** Trials that a study has in Redis, by its folder alone; to end them the server is asked, with REDIS_PASSWORD. */
export function redisWork(environment: NodeJS.ProcessEnv): OutlivingWork {
  return {
    underWay: (directory) => new Set(trialsOf(directory).map(({ trialId }) => trialId)),
    trials: (directory) => trialsOf(directory).map((trial) => ({ ...trial, step: 0, log: '' })),
    async cancel(directory) {
      const record = readStudyRecord(studyPaths(directory));
      if (record === null) return 'None of its trials are in Redis.';
      const address = redisAddress({ ...record, environment, field: 'Redis' });
      await requireServer(address, 'Redis');
      const text = await takeAll(address, record, directory);
      writeStudyRecord(studyPaths(directory), { ...record, trials: [] });
      return text;
    },
  };
}

/** Those that have a result meanwhile are not under way. */
function trialsOf(directory: string): StudyRecord['trials'] {
  const paths = studyPaths(directory);
  const { trials = [] } = readStudyRecord(paths) ?? {};
  return trials.filter(({ trialId }) => !existsSync(paths.trial(trialId).result));
}

async function takeAll(
  address: RedisAddress,
  { queue: name, prefix, trialBytes, trials }: StudyRecord,
  studyDirectory: string,
): Promise<string> {
  const keys = redisKeys(prefix);
  const connection = openConnection(address, () => undefined);
  const queue = new Queue(name, { prefix, connection });
  queue.on('error', () => undefined);
  try {
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
    await connection.hdel(keys.studies, name);
    const asked = new Set(trials.map(({ trialId }) => trialId));
    const refused: string[] = [];
    const onNotice = (line: string) => refused.push(line);
    const where = { redis: connection, keys, queue: name, studyDirectory, limitBytes: trialBytes, onNotice };
    let received = 0;
    for (const job of await queue.getJobs(['completed'])) {
      received += await receiveJob(job, where, (id) => asked.has(id));
    }
    // A worker that finds its job gone ends it within a second or two.
    await queue.obliterate({ force: true });
    const ended = received === 0 ? '' : `, took in ${received} trial${received === 1 ? '' : 's'} that had ended`;
    return `Redis: took back ${jobs(waiting)} that waited, ended ${jobs(active)} that ran${ended}.${refused.map((line) => `\n${line}`).join('')}`;
  } catch (error) {
    throw explainReply(error, address, prefix);
  } finally {
    connection.disconnect();
  }
}

function jobs(count: number): string {
  return `${count} job${count === 1 ? '' : 's'}`;
}
