import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type StudyPaths, trialFileNames } from '@collapse/study';
import type { Redis } from 'ioredis';
import type { SentFile } from '../protocol/redis-messages.ts';

/** Results that no controller fetches leave Redis by themselves. */
const KEPT_SECONDS = 30 * 24 * 3600;

interface TrialFile {
  readonly name: string;
  readonly bytes: number;
}

export interface SendOptions {
  readonly redis: Redis;
  readonly key: string;
  /** The worker's own folder, where the trials were committed. */
  readonly paths: StudyPaths;
  /** Of a trial's weights and pictures together. */
  readonly fileBytes: number;
  /** This worker, for the record of what stays behind. */
  readonly worker: string;
}

/**
 * Puts a finished trial's files into Redis: result and history always, the others where they are small enough together.
 * What is left out is listed in left-out.json beside them.
 * @returns what was sent, and a line for the user where something is left out
 */
export async function sendFiles(
  trialId: string,
  options: SendOptions,
): Promise<{ readonly sent: SentFile[]; readonly line: string | null }> {
  const { redis, key, paths, fileBytes, worker } = options;
  const trial = paths.trial(trialId);
  const record = [basename(trial.result), basename(trial.history)];
  const files = trialFileNames(trial).map((name): TrialFile => {
    return { name, bytes: statSync(join(trial.directory, name)).size };
  });
  const others = files.filter(({ name }) => !record.includes(name));
  const total = others.reduce((sum, { bytes }) => sum + bytes, 0);
  const leftOut = total > fileBytes ? others : [];
  const sent: SentFile[] = [];
  const send = async (name: string, data: Buffer) => {
    await redis.hset(key, `${trialId}/${name}`, data);
    sent.push({ name, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') });
  };
  for (const file of files) {
    if (!leftOut.includes(file)) await send(file.name, readFileSync(join(trial.directory, file.name)));
  }
  if (leftOut.length > 0) {
    const note = { worker, limitBytes: fileBytes, files: leftOut };
    await send('left-out.json', Buffer.from(`${JSON.stringify(note, null, 1)}\n`));
  }
  await redis.expire(key, KEPT_SECONDS);
  if (leftOut.length === 0) return { sent, line: null };
  const line = `trial ${trialId}: weights and pictures of ${megabytes(total)} MB did not come back, the limit is ${megabytes(fileBytes)} MB (fileMegabytes)`;
  return { sent, line };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toPrecision(3);
}
