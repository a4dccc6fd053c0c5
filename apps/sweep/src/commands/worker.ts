import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openComponentsFolder } from '@collapse/components';
import { cacheDirectory } from '@collapse/datasets';
import { defaultWorkers, trainingRunner } from '@collapse/executors';
import { codeVersion, StorageError } from '@collapse/study';
import { type Command, Option } from 'commander';
import { BACKENDS } from '../execution/execution-choice.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { listenForInterruption } from '../interruption.ts';
import { formatBackend } from '../terminal/plan-text.ts';
import { fromUser, PROJECT_FOLDER } from '../user-path.ts';
import { integerFrom, oneOf } from './option-values.ts';

interface WorkerArguments {
  readonly redis: string;
  readonly workers?: string;
  readonly backend: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly prefix: string;
  readonly scratch: string;
  readonly finish: string;
  readonly anyVersion?: boolean;
  readonly components?: string;
}

const THREADS_PER_WORKER = 1;

const EXAMPLES = `
Examples:
  npx sweep worker --redis redis://10.0.0.5:6379                    with the password in REDIS_PASSWORD
  npx sweep worker --redis rediss://10.0.0.5:6380 --ca-file ca.pem  with TLS
  npx sweep worker --redis redis://10.0.0.5:6379 --workers 4        four trials at a time

Ctrl-C or SIGTERM: what runs is finished within the seconds of --finish, or given back to other workers.
Exit status: 0 stopped as told, 1 this machine cannot go on (its disk is full), 2 wrong command or server.`;

export function addWorkerCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('worker')
    .summary('run trials that a controller put into Redis')
    .description('Runs trials of whatever grids use this Redis server, until it is stopped. See docs/redis.md.')
    .requiredOption('--redis <url>', 'redis://HOST:PORT, or rediss:// for TLS')
    .option('--workers <n>', 'trials at a time, each in a thread (default: as many as the machine has room for)')
    .option('--backend <name>', 'auto, native or wasm', 'auto')
    .option('--password-file <file>', 'holds the password (default: REDIS_PASSWORD)')
    .option('--ca-file <file>', 'PEM certificates that sign the server’s, for an authority of your own')
    .option('--prefix <name>', 'the first part of the keys, as the controller has it', 'collapse')
    .option('--scratch <dir>', 'for what trials write until it is sent', join(tmpdir(), 'collapse-worker'))
    .option('--finish <seconds>', 'how long running trials may take to finish when it is stopped', '30')
    .option('--components <dir>', 'a folder of components from outside, which trials may use by their hash')
    .addOption(new Option('--any-version', 'also run trials of another version of the code'))
    .addHelpText('after', EXAMPLES)
    .action(async (given: WorkerArguments) => exit(await work(given)));
}

async function work(given: WorkerArguments): Promise<ExitStatus> {
  const backend = oneOf('--backend', given.backend, BACKENDS);
  const workers =
    given.workers === undefined
      ? defaultWorkers(THREADS_PER_WORKER)
      : integerFrom('--workers', given.workers, { least: 1, most: 1024 });
  const finishSeconds = integerFrom('--finish', given.finish, { least: 0, most: 86_400 });
  // Loaded here: other commands do without the library that speaks to Redis.
  const { codeText, redisAddress, requirePrefix, requireServer, runRedisWorker } = await import(
    '@collapse/executors/redis'
  );
  const prefix = requirePrefix(given.prefix, '--prefix');
  const address = redisAddress({
    url: given.redis,
    passwordFile: given.passwordFile === undefined ? null : fromUser(given.passwordFile),
    caFile: given.caFile === undefined ? null : fromUser(given.caFile),
    environment: process.env,
    field: '--redis',
  });
  await requireServer(address, '--redis');
  const code = codeVersion(PROJECT_FOLDER);
  const say = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  const components =
    given.components === undefined ? null : await openComponentsFolder(fromUser(given.components), say);
  const interruption = listenForInterruption(() =>
    say(`Stopping: what runs may finish within ${finishSeconds} s. Once more ends the worker at once.`),
  );
  const count = `${workers} trial${workers === 1 ? '' : 's'} at a time`;
  say(`Worker of ${address.url}: ${count}, ${formatBackend({ backend })}, ${codeText(code)}. Ctrl-C ends it.`);
  try {
    await runRedisWorker(
      {
        address,
        prefix,
        runner: trainingRunner({ backend }),
        workers,
        threadsPerWorker: THREADS_PER_WORKER,
        code,
        anyVersion: given.anyVersion ?? false,
        components,
        cacheDirectory: cacheDirectory(),
        scratchDirectory: fromUser(given.scratch),
        finishMilliseconds: 1000 * finishSeconds,
        onLine: say,
      },
      interruption.signal,
    );
    say('Stopped.');
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.someFailed;
  } finally {
    interruption.release();
  }
}
