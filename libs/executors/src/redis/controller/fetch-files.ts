import { createHash } from 'node:crypto';
import { printable } from '@collapse/trials';
import type { Redis } from 'ioredis';
import type { SentFile } from '../protocol/redis-messages.ts';
import { isTrialFileName } from '../protocol/trial-file-name.ts';
import { isWrongType } from '../server/redis-replies.ts';

/**
 * The files that a worker sent of one trial, by their name. Nothing is read before its size is known.
 * @param listed what the worker says that it sent
 * @param limitBytes of all of them together
 * @throws RangeError where a name, a size or a checksum is not as it should be
 */
export async function fetchFiles(
  redis: Redis,
  key: string,
  {
    trialId,
    listed,
    limitBytes,
  }: { readonly trialId: string; readonly listed: readonly SentFile[]; readonly limitBytes: number },
): Promise<Map<string, Buffer>> {
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limitBytes) {
    throw new RangeError(`${total} bytes of files, the limit of a trial is ${limitBytes} (trialMegabytes)`);
  }
  const files = new Map<string, Buffer>();
  for (const { name, bytes, sha256 } of listed) {
    if (!isTrialFileName(name)) throw new RangeError(`${printable(name)}: no name of a trial's file`);
    if (files.has(name)) throw new RangeError(`${name}: listed twice`);
    const data = await readOne(redis, key, `${trialId}/${name}`, bytes).catch((error: unknown) => {
      if (isWrongType(error)) throw new RangeError('its files in Redis are of another type', { cause: error });
      throw error;
    });
    if (data?.length !== bytes) {
      throw new RangeError(
        `${name}: expected ${bytes} bytes, received ${data === null ? 'another number' : data.length}`,
      );
    }
    if (createHash('sha256').update(data).digest('hex') !== sha256) {
      throw new RangeError(`${name}: its sha256 is not the one that was sent`);
    }
    files.set(name, data);
  }
  return files;
}

/** null where it is not there or has another size. */
async function readOne(redis: Redis, key: string, field: string, bytes: number): Promise<Buffer | null> {
  return (await redis.hstrlen(key, field)) === bytes ? redis.hgetBuffer(key, field) : null;
}
