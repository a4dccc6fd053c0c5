import { type CodeVersion, studyPaths } from '@collapse/study';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { dispatch } from '../../contract/dispatch.ts';
import type { Executor, ExecutorEvent, TrialGroup } from '../../contract/executor.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../contract/retry-policy.ts';
import { componentsOf } from '../protocol/component-agreement.ts';
import { offerWantedData } from '../protocol/dataset-exchange.ts';
import { type RedisKeys, redisKeys } from '../protocol/redis-keys.ts';
import type { StudyEntry } from '../protocol/redis-messages.ts';
import type { RedisAddress } from '../server/redis-address.ts';
import { openConnection } from '../server/redis-connection.ts';
import { explainReply, isWrongType } from '../server/redis-replies.ts';
import { RefusingServer } from '../server/refusing-server.ts';
import { tellTrouble } from '../server/tell-trouble.ts';
import { DEFAULT_TRIAL_BYTES } from './receive-sent-trial.ts';
import { redisWork } from './redis-work.ts';
import { StudyJobs } from './study-jobs.ts';
import { newQueueName, readStudyRecord, type StudyRecord, writeStudyRecord } from './study-record.ts';
import { watchWorkers } from './watch-workers.ts';

export interface RedisExecutorOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  /** Groups in Redis at a time. */
  readonly queued: number;
  /** Of one trial's weights and pictures together. */
  readonly fileBytes: number;
  /** Up to so much a data set is sent to workers that cannot make it; any size where it is left out. */
  readonly dataBytes?: number;
  /** Of all files of one trial: a worker that sends more is not believed. */
  readonly trialBytes?: number;
  /** Of this checkout, for the workers to compare. */
  readonly code: CodeVersion | null;
  /** Whether an abort leaves running trials to their workers, for the next run to take in; else they are ended. */
  readonly leave: boolean;
  /** Where REDIS_PASSWORD is looked for when trials are to be ended later. */
  readonly environment: NodeJS.ProcessEnv;
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
  readonly randomId?: () => string;
}

const TICK_MILLISECONDS = 1000;
/** Closing must not wait for a server that is away. */
const CLOSE_TIMEOUT_MILLISECONDS = 5000;

/**
 * Runs trials on whatever workers share a Redis server (`sweep worker`); nothing else is shared. An abort takes back what
 * waits; what runs is finished by its worker, and taken in when the same study is run again.
 */
export function createRedisExecutor(options: RedisExecutorOptions): Executor {
  const { address, environment } = options;
  return {
    description: `workers at ${address.url}`,
    async run(groups, listener, signal) {
      const [first] = groups.flat();
      if (first === undefined || signal.aborted) return;
      await new RedisRun(options, groups, listener, signal).run(first.studyDirectory);
    },
    async close() {
      // Connections last as long as `run`.
    },
    outliving: redisWork(environment),
  };
}

class RedisRun {
  readonly #options: RedisExecutorOptions;
  readonly #groups: readonly TrialGroup[];
  readonly #listener: (event: ExecutorEvent) => void;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #keys: RedisKeys;
  readonly #connections: Redis[] = [];
  #broken: { readonly error: unknown } | null = null;

  constructor(
    options: RedisExecutorOptions,
    groups: readonly TrialGroup[],
    listener: (event: ExecutorEvent) => void,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#groups = groups;
    this.#listener = listener;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#keys = redisKeys(options.prefix);
  }

  async run(studyDirectory: string): Promise<void> {
    const { address, code, fileBytes, queued, policy = DEFAULT_RETRY_POLICY, clock = Date.now } = this.#options;
    const { randomId = () => crypto.randomUUID(), prefix, trialBytes = DEFAULT_TRIAL_BYTES } = this.#options;
    const paths = studyPaths(studyDirectory);
    const name = readStudyRecord(paths)?.queue ?? newQueueName(paths, randomId);
    const keep = (trials: StudyRecord['trials']) => {
      const { url, passwordFile, caFile } = address;
      writeStudyRecord(paths, { queue: name, url, passwordFile, caFile, prefix, trialBytes, trials });
    };
    keep(this.#groups.flat().map(({ trial }) => ({ trialId: trial.id, host: null })));
    const redis = this.#connect();
    tellTrouble(redis, address, (line) => this.#say(line));
    const queue = new Queue(name, { prefix: this.#keys.prefix, connection: this.#connect() });
    queue.on('error', () => undefined);
    const server = new RefusingServer(address, (line) => this.#say(line));
    const asked = new Set(this.#groups.flat().map(({ trial }) => trial.id));
    const jobs = new StudyJobs({
      redis,
      keys: this.#keys,
      queue,
      eventsConnection: this.#connect(),
      code,
      fileBytes,
      limitBytes: trialBytes,
      isAsked: (id) => asked.has(id),
      server,
      signal: this.#signal,
      stallMilliseconds: policy.stallMilliseconds ?? null,
      onNotice: (line) => this.#say(line),
    });
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.#orAborted(jobs.open());
      if (this.#signal.aborted) return;
      const components = componentsOf(this.#groups);
      const entry = JSON.stringify({
        name,
        code,
        ...(components === undefined ? {} : { components }),
      } satisfies StudyEntry);
      await server.untilAccepted(() => redis.hset(this.#keys.studies, name, entry), this.#signal);
      timer = this.#tick(redis, name, server);
      const slots = new Array(Math.min(queued, this.#groups.length)).fill({ run: jobs.run.bind(jobs) });
      // Workers watch over progress themselves: from here a broken link would look like a trial that hangs.
      const { retries } = policy;
      await dispatch(this.#groups, {
        slots,
        policy: { retries },
        clock,
        listener: this.#listener,
        signal: this.#signal,
      });
    } catch (error) {
      throw explainReply(error, address, prefix);
    } finally {
      clearInterval(timer);
      keep(await this.#close(jobs, queue, redis));
    }
    if (this.#broken !== null) throw explainReply(this.#broken.error, address, prefix);
  }

  /** What is looked after while the trials run. */
  #tick(redis: Redis, queue: string, server: RefusingServer): NodeJS.Timeout {
    const datasets = new Map(this.#groups.flat().map(({ dataset }) => [dataset.checksum, dataset]));
    const { address, dataBytes = Number.POSITIVE_INFINITY } = this.#options;
    const { url, password } = address;
    const withComponents = componentsOf(this.#groups) === undefined ? '' : ' --components DIR';
    const command = `${password === null ? '' : 'REDIS_PASSWORD=... '}npx sweep worker --redis ${url}${withComponents}`;
    const look = watchWorkers({ redis, keys: this.#keys, queue, command, onNotice: (line) => this.#say(line) });
    let busy = false;
    return setInterval(async () => {
      if (busy) return;
      busy = true;
      try {
        await look();
        await offerWantedData(redis, this.#keys, datasets, dataBytes);
      } catch (error) {
        // Keys in the way stay there; a link that is down tellTrouble says, and the next tick comes.
        if (isWrongType(error)) this.#break(error);
        else if (!server.saw(error) && !(error instanceof Error)) throw error;
      } finally {
        busy = false;
      }
    }, TICK_MILLISECONDS);
  }

  /** @returns what goes on without this controller */
  async #close(jobs: StudyJobs, queue: Queue, redis: Redis): Promise<StudyRecord['trials']> {
    const closed = (async () => {
      const running = await jobs.close();
      const leave = this.#signal.aborted && this.#options.leave;
      // What ended meanwhile stays in Redis too, for the next run to take in.
      if (!leave || running.length === 0) await redis.hdel(this.#keys.studies, queue.name);
      if (leave) return running;
      await queue.obliterate({ force: true });
      return [];
    })();
    const timeout = new Promise<null>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MILLISECONDS, null).unref());
    const left = await Promise.race([closed, timeout]).catch(() => null);
    if (left === null) this.#say('Redis does not answer: trials that wait there stay, and may still be run');
    for (const connection of this.#connections) connection.disconnect();
    return left ?? this.#groups.flat().map(({ trial }) => ({ trialId: trial.id, host: null }));
  }

  #connect(): Redis {
    const connection = openConnection(this.#options.address, () => undefined);
    this.#connections.push(connection);
    return connection;
  }

  async #orAborted(work: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#signal.addEventListener('abort', () => resolve(), { once: true });
    await Promise.race([work, promise]);
  }

  #say(line: string): void {
    try {
      this.#listener({ kind: 'notice', line, timestamp: Math.trunc((this.#options.clock ?? Date.now)()) });
    } catch (error) {
      this.#break(error);
    }
  }

  #break(error: unknown): void {
    this.#broken ??= { error };
    this.#stop.abort(error);
  }
}
