import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { studyPaths } from '@collapse/study';
import type { ExecutorKind } from '../contract/executor-kind.ts';
import { packsOfSize } from '../packs/pack-groups.ts';
import { parseRedisOptions, type RedisOptions, redisOptions } from '../redis/protocol/redis-options.ts';

export const redis: ExecutorKind<RedisOptions> = {
  name: 'redis',
  summary: 'workers anywhere that share a Redis server, each started with `sweep worker`',
  documentation: 'docs/redis.md',
  here: false,
  options: redisOptions,
  example: { url: 'redis://127.0.0.1:6379' },
  parse: parseRedisOptions,
  async create(options, { packs, file, code, environment, clock }) {
    // The library that speaks to Redis is large.
    const { createRedisExecutor, redisAddress, requireServer } = await import('../redis/index.ts');
    const fromFile = (path: string | undefined) =>
      path === undefined ? null : resolve(dirname(file?.path ?? ''), path);
    const field = `${file?.source ?? '--executor-options'}: url`;
    const { url, prefix, queued, packSize, retries, stallSeconds, fileMegabytes, dataMegabytes, trialMegabytes } =
      options;
    const passwordFile = fromFile(options.passwordFile);
    const address = redisAddress({ url, passwordFile, caFile: fromFile(options.caFile), environment, field });
    await requireServer(address, field);
    return {
      executor: createRedisExecutor({
        address,
        prefix,
        queued,
        fileBytes: fileMegabytes * 1e6,
        dataBytes: dataMegabytes * 1e6,
        trialBytes: Math.max(trialMegabytes, fileMegabytes + 1) * 1e6,
        code: code(),
        leave: true,
        environment,
        policy: { retries, stallMilliseconds: 1000 * stallSeconds },
        clock,
      }),
      groupTrials: packsOfSize(packs ? packSize : 1),
    };
  },
  outliving: {
    used: (studyDirectory) => existsSync(studyPaths(studyDirectory).redis),
    open: async (environment) => (await import('../redis/controller/redis-work.ts')).redisWork(environment),
  },
};
