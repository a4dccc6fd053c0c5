import type { ComponentsFolder } from '@collapse/components';
import type { CodeVersion } from '@collapse/study';
import { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { codeText, sameCode } from '../protocol/code-agreement.ts';
import { componentRefusal } from '../protocol/component-agreement.ts';
import { MAX_STALLS } from '../protocol/lost-count.ts';
import type { RedisKeys } from '../protocol/redis-keys.ts';
import { parseJson, type StudyEntry, studyEntrySchema } from '../protocol/redis-messages.ts';
import { isWrongType } from '../server/redis-replies.ts';
import type { RefusingServer } from '../server/refusing-server.ts';

export interface StudyQueuesOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly connect: () => Redis;
  /** Of this worker, for the jobs it takes. */
  readonly name: string;
  readonly code: CodeVersion | null;
  readonly anyVersion: boolean;
  /** Where components from outside may be loaded from; null for nowhere. */
  readonly components: ComponentsFolder | null;
  readonly lockMilliseconds: number;
  readonly stalledMilliseconds: number;
  readonly server: RefusingServer;
  readonly onLine: (line: string) => void;
}

/** A job that this worker holds, under `token`. */
export interface TakenJob {
  readonly job: Job;
  readonly token: string;
  readonly queue: string;
  /** The job as it is in Redis now. */
  readonly reload: () => Promise<Job | undefined>;
}

interface OpenQueue {
  readonly worker: Worker;
  readonly connection: Redis;
}

/** How often it is looked for studies at the least, while there is nothing to do. */
const LOOK_MILLISECONDS = 500;
/** As this program names queues: BullMQ's own keys have colons between their parts. */
const QUEUE_NAME = /^[\w-]{1,300}$/;

/**
 * The queues of all studies, as one worker sees them. It takes jobs by hand, one queue after the other, so that its
 * threads serve any number of studies; what runs too old or too new a code for this worker it leaves to others.
 */
export class StudyQueues {
  readonly #options: StudyQueuesOptions;
  readonly #open = new Map<string, OpenQueue>();
  readonly #refusals = new Map<string, string>();
  /** Queues whose keys hold something else. */
  readonly #broken = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(options: StudyQueuesOptions) {
    this.#options = options;
  }

  /** Why nothing is taken from some queues, by their name. */
  get refusals(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#refusals);
  }

  /** The next job of any study, or null where none waits. Callers are served in turn. */
  take(): Promise<TakenJob | null> {
    const next = this.#turn.then(() => this.#poll());
    this.#turn = next.catch(() => null);
    return next;
  }

  /** Lets go of everything without waiting for what runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((queue) => this.#detach(queue)));
  }

  /** Sees which studies there are. */
  async #look(): Promise<void> {
    const { redis, keys } = this.#options;
    const entries = await redis.hgetall(keys.studies);
    this.#lookedAt = performance.now();
    for (const queue of [...this.#open.keys()]) {
      if (!(queue in entries)) await this.#detach(queue);
    }
    this.#refusals.clear();
    for (const queue of this.#broken) if (!(queue in entries)) this.#broken.delete(queue);
    for (const [queue, text] of Object.entries(entries)) {
      const refusal = this.#refusalOf(queue, parseJson(studyEntrySchema, text));
      if (refusal !== null) {
        this.#refusals.set(queue, refusal);
        await this.#detach(queue);
      } else if (!this.#open.has(queue)) this.#open.set(queue, await this.#attach(queue));
    }
  }

  #refusalOf(queue: string, entry: StudyEntry | null): string | null {
    const { code, anyVersion, components } = this.#options;
    if (!QUEUE_NAME.test(queue)) return 'its name is none that this program gives';
    if (this.#broken.has(queue)) return 'its keys in Redis are of another type (WRONGTYPE)';
    if (entry === null) return 'its record in Redis is of another version of this program';
    if (!anyVersion && !sameCode(entry.code, code))
      return `the worker runs ${codeText(code)}, the study ${codeText(entry.code)}`;
    return componentRefusal(entry.components ?? {}, components);
  }

  async #detach(queue: string): Promise<void> {
    const open = this.#open.get(queue);
    if (open === undefined) return;
    this.#open.delete(queue);
    await open.worker.close(true);
    open.connection.disconnect();
  }

  async #attach(queue: string): Promise<OpenQueue> {
    const { keys, connect, name, lockMilliseconds, stalledMilliseconds, server, onLine } = this.#options;
    const connection = connect();
    const worker = new Worker(queue, null, {
      prefix: keys.prefix,
      connection,
      name,
      autorun: false,
      lockDuration: lockMilliseconds,
      stalledInterval: stalledMilliseconds,
      maxStalledCount: MAX_STALLS,
    });
    // Lost connections are told of elsewhere, once for all that share the server.
    worker.on('error', (error) => {
      if (isWrongType(error)) this.#giveUp(queue);
      else if (!('code' in error) && !server.saw(error)) onLine(`queue ${queue}: ${error.message}`);
    });
    worker.on('stalled', (jobId) => onLine(`job ${jobId} of ${queue} was lost with its worker and waits again`));
    await worker.startStalledCheckTimer();
    return { worker, connection };
  }

  /** Says once that a queue's keys hold something else, and leaves it alone. */
  #giveUp(queue: string): void {
    if (this.#broken.has(queue)) return;
    this.#broken.add(queue);
    this.#options.onLine(`queue ${queue}: nothing is taken from it, its keys in Redis are of another type (WRONGTYPE)`);
  }

  async #poll(): Promise<TakenJob | null> {
    if (performance.now() - this.#lookedAt > LOOK_MILLISECONDS) await this.#look();
    for (const [queue, open] of [...this.#open]) {
      const { worker } = open;
      this.#taken += 1;
      const token = `${worker.id}:${this.#taken}`;
      if (this.#broken.has(queue)) continue;
      const job = await worker.getNextJob(token, { block: false }).catch((error: unknown) => {
        if (!isWrongType(error)) throw error;
        this.#giveUp(queue);
      });
      if (!job) continue;
      // To the end of the line, so that studies take turns.
      this.#open.delete(queue);
      this.#open.set(queue, open);
      return { job, token, queue, reload: () => Job.fromId(worker, job.id ?? '') };
    }
    return null;
  }
}
