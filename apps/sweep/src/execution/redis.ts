import { dirname, resolve } from 'node:path';
import { groupsOfSize } from '@collapse/executors';
import { createRedisExecutor, parseRedisOptions, redisAddress, requireServer } from '@collapse/executors/redis';
import { codeVersion } from '@collapse/study';
import { UserError } from '@collapse/trials';
import { PROJECT_FOLDER } from '../user-path.ts';
import { alone, type Execution, type ExecutorChoice, refuseLocalOptions } from './execution.ts';

/**
 * Workers that share a Redis server with this machine, each started with `sweep worker`.
 * @throws UserError for wrong options, or a server that does not answer or refuses the password
 */
export async function redisExecution(choice: ExecutorChoice): Promise<Execution> {
  refuseLocalOptions(choice);
  const { packs, options: file } = choice;
  if (file === null) {
    throw new UserError({
      field: '--executor-options',
      expected: 'a JSON file with the address of a Redis server, such as {"url": "redis://127.0.0.1:6379"}',
      received: 'none',
      remedy: 'Write one; docs/redis.md lists what it may hold.',
    });
  }
  const options = parseRedisOptions(file.value, file.source);
  // Paths in the file are meant from the file's folder.
  const fromFile = (path: string | undefined) => (path === undefined ? null : resolve(dirname(file.path), path));
  const field = `${file.source}: url`;
  const { url, prefix, queued, packSize, retries, stallSeconds, fileMegabytes, dataMegabytes, trialMegabytes } =
    options;
  const address = redisAddress({
    url,
    passwordFile: fromFile(options.passwordFile),
    caFile: fromFile(options.caFile),
    environment: process.env,
    field,
  });
  await requireServer(address, field);
  return {
    executor: createRedisExecutor({
      address,
      prefix,
      queued,
      fileBytes: fileMegabytes * 1e6,
      dataBytes: dataMegabytes * 1e6,
      trialBytes: Math.max(trialMegabytes, fileMegabytes + 1) * 1e6,
      code: codeVersion(PROJECT_FOLDER),
      leave: true,
      environment: process.env,
      policy: { retries, stallMilliseconds: 1000 * stallSeconds },
    }),
    groupTrials: packs && packSize > 1 ? async (jobs) => groupsOfSize(jobs, packSize) : alone,
  };
}
