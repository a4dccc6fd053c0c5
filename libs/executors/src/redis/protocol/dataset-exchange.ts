import { setTimeout as sleep } from 'node:timers/promises';
import { type Dataset, datasetParts, keepDatasetCopy } from '@collapse/datasets';
import type { Redis } from 'ioredis';
import type { RefusingServer } from '../server/refusing-server.ts';
import type { RedisKeys } from './redis-keys.ts';

/** Small enough that no other command waits long for one. */
const PIECE_BYTES = 2 ** 22;
/** Data that nobody asks for any more leaves Redis by itself. */
const KEPT_SECONDS = 7 * 24 * 3600;
const LOOK_MILLISECONDS = 500;

/**
 * The controller's part: puts those of its data sets into Redis that some worker asks for, each once.
 * @param limitBytes of a data set; of a larger one, workers are told why it does not come
 */
export async function offerWantedData(
  redis: Redis,
  keys: RedisKeys,
  datasets: ReadonlyMap<string, Dataset>,
  limitBytes: number,
): Promise<void> {
  for (const checksum of await redis.smembers(keys.wantedData)) {
    const dataset = datasets.get(checksum);
    if (dataset === undefined) continue;
    const key = keys.data(checksum);
    if ((await redis.hexists(key, 'pieces')) === 0) await offer(redis, key, dataset, limitBytes);
    await redis.expire(key, KEPT_SECONDS);
    await redis.srem(keys.wantedData, checksum);
  }
}

async function offer(redis: Redis, key: string, dataset: Dataset, limitBytes: number): Promise<void> {
  const parts = datasetParts(dataset);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes > limitBytes) {
    await redis.hset(key, 'refused', tooLarge(dataset, bytes, limitBytes));
    return;
  }
  let pieces = 0;
  for (const piece of piecesOf(parts)) {
    await redis.hset(key, String(pieces), piece);
    pieces += 1;
  }
  // Last: whoever sees it finds all pieces.
  await redis.hset(key, 'pieces', pieces);
}

function tooLarge({ key, checksum }: Dataset, bytes: number, limitBytes: number): string {
  const megabytes = (size: number) => Number((size / 1e6).toPrecision(3));
  return (
    `data set ${key} with sha256 ${checksum}: it is not sent, ${megabytes(bytes)} MB where dataMegabytes is ` +
    `${megabytes(limitBytes)}. Raise that, or bring the file to the worker's machine.`
  );
}

export interface FetchOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly cacheDirectory: string;
  readonly onNotice: (line: string) => void;
  readonly server: RefusingServer;
  readonly signal: AbortSignal;
  /** How long a controller may take to put it there. */
  readonly timeoutMilliseconds: number;
}

/**
 * A worker's part: asks for a data set and keeps it in its cache.
 * @throws Error where no controller sends it, it is too large to be sent, or it arrives damaged
 */
export async function fetchDataset(checksum: string, options: FetchOptions): Promise<Dataset> {
  const { redis, keys, cacheDirectory, onNotice, server, signal, timeoutMilliseconds } = options;
  const key = keys.data(checksum);
  const until = performance.now() + timeoutMilliseconds;
  // Of a controller before, which may have had another limit.
  await server.untilAccepted(() => redis.hdel(key, 'refused'), signal);
  const look = async () => Number(await server.untilAccepted(() => redis.hget(key, 'pieces'), signal));
  let pieces = await look();
  while (pieces === 0) {
    signal.throwIfAborted();
    if (performance.now() > until) throw new Error(`no controller sends the data set with sha256 ${checksum}`);
    await server.ifAccepted(() => redis.sadd(keys.wantedData, checksum));
    await sleep(LOOK_MILLISECONDS);
    const refused = await server.untilAccepted(() => redis.hget(key, 'refused'), signal);
    if (refused !== null) throw new Error(refused);
    pieces = await look();
  }
  const received: Buffer[] = [];
  for (let index = 0; index < pieces; index += 1) {
    signal.throwIfAborted();
    const piece = await server.untilAccepted(() => redis.hgetBuffer(key, String(index)), signal);
    if (piece !== null) received.push(piece);
  }
  const dataset = await keepDatasetCopy(cacheDirectory, checksum, Buffer.concat(received), onNotice);
  if (dataset !== null) return dataset;
  // Sent anew the next time.
  await server.ifAccepted(() => redis.del(key));
  throw new Error(`the data set with sha256 ${checksum} arrived damaged`);
}

function* piecesOf(parts: readonly Uint8Array[]): Generator<Buffer> {
  for (const part of parts) {
    // Copied, since the arrays lie on memory that threads share.
    for (let start = 0; start < part.length; start += PIECE_BYTES)
      yield Buffer.from(part.slice(start, start + PIECE_BYTES));
  }
}
