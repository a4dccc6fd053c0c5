import { mkdirSync } from 'node:fs';
import { studyPaths, writing } from '@collapse/study';
import { type Job, QueueEvents } from 'bullmq';
import type { TrialGroup, TrialJob } from '../../contract/executor.ts';
import { WorkerDeath } from '../../contract/retry-policy.ts';
import type { WorkerMessage } from '../../contract/worker-message.ts';
import { hostOf } from '../../contract/worker-name.ts';
import { lostCount, lostText, MAX_STALLS } from '../protocol/lost-count.ts';
import {
  type JobData,
  type JobOutcome,
  jobDataSchema,
  jobOutcomeSchema,
  jobProgressSchema,
} from '../protocol/redis-messages.ts';
import { receiveJob } from './receive-job.ts';
import { receiveSentTrial, refusalText } from './receive-sent-trial.ts';
import type { StudyJobsOptions } from './study-jobs-options.ts';
import type { StudyRecord } from './study-record.ts';

/** A group whose end somebody waits for. */
interface Waiter {
  readonly group: TrialGroup;
  /** What is added to the attempts of a job by trial: an earlier controller, whose job it is, had counted less far. */
  readonly shifts: ReadonlyMap<string, number>;
  readonly report: (message: WorkerMessage) => void;
  readonly started: Set<string>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How often it is looked for ends that no event told of: after a lost link, or where Redis lost jobs. */
const LOOK_MILLISECONDS = 5000;
const CHUNK = 500;

/** A study's jobs in Redis, as its controller sees them: adds them, hears of them, and takes in what they did. */
export class StudyJobs {
  readonly #options: StudyJobsOptions;
  readonly #waiters = new Map<string, Set<Waiter>>();
  /** Jobs of an earlier controller that run or ended, by trial. */
  readonly #earlier = new Map<string, { readonly jobId: string; readonly attempt: number }>();
  readonly #settling = new Set<string>();
  #adding: { readonly name: string; readonly data: JobData; readonly opts: { readonly jobId: string } }[] = [];
  #events: QueueEvents | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StudyJobsOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier controller left: what waits is taken back, what runs or ended is waited for or taken in. */
  async open(): Promise<void> {
    const { queue, keys, redis, eventsConnection, server, signal, onNotice } = this.#options;
    const newest = () => redis.xrevrange(keys.events(queue.name), '+', '-', 'COUNT', 1);
    const [last] = (await server.untilAccepted(newest, signal)) ?? [];
    const events = new QueueEvents(queue.name, {
      prefix: keys.prefix,
      connection: eventsConnection,
      lastEventId: last?.[0] ?? '0-0',
    });
    this.#events = events;
    events.on('error', () => undefined);
    events.on('progress', ({ jobId, data }) => this.#hear(jobId, data));
    events.on('completed', ({ jobId }) => void this.#settle(jobId));
    events.on('failed', ({ jobId }) => void this.#settle(jobId));
    events.on('stalled', ({ jobId }) => onNotice(`job ${jobId} was lost with its worker and is run again`));
    await server.untilAccepted(() => queue.drain(), signal);
    const left = await server.untilAccepted(() => queue.getJobs(['active', 'completed', 'failed']), signal);
    for (const job of left ?? []) {
      const data = jobDataSchema.safeParse(job?.data).data;
      if (job?.id === undefined || data === undefined) continue;
      if (job.failedReason) await server.untilAccepted(() => job.remove(), signal);
      else for (const { id, attempt } of data.trials) this.#earlier.set(id, { jobId: job.id, attempt });
    }
    this.#timer = setInterval(() => void this.#look([...this.#waiters.keys()]), LOOK_MILLISECONDS);
  }

  /** Resolves when the group's trials ran, here or for an earlier controller, and what they wrote is in the study folder. */
  async run(group: TrialGroup, report: (message: WorkerMessage) => void, signal: AbortSignal): Promise<void> {
    const ended = new Set<string>();
    const note = (message: WorkerMessage) => {
      if (message.kind === 'committed' || message.kind === 'threw') ended.add(message.trialId);
      report(message);
    };
    for (const jobId of new Set(group.flatMap(({ trial }) => this.#earlier.get(trial.id)?.jobId ?? []))) {
      const covered = group.filter(({ trial }) => this.#earlier.get(trial.id)?.jobId === jobId);
      const shifts = covered.map(({ trial, attempt }) => {
        return [trial.id, attempt - (this.#earlier.get(trial.id)?.attempt ?? attempt)] as const;
      });
      const begin = () => void this.#look([jobId]);
      if (covered.length > 0) await this.#wait({ jobId, group: covered, shifts: new Map(shifts) }, note, signal, begin);
    }
    const left = group.filter(({ trial }) => !ended.has(trial.id));
    if (left.length === 0 || signal.aborted) return;
    // A pack goes by its first trial.
    const [jobId = ''] = left.map(({ trial, attempt }) => `${trial.id}.${attempt}`);
    await this.#wait({ jobId, group: left, shifts: new Map() }, note, signal, () => this.#add(jobId, left));
  }

  /** Takes back what waits. @returns the trials that still run */
  async close(): Promise<StudyRecord['trials']> {
    const { queue } = this.#options;
    clearInterval(this.#timer);
    this.#adding = [];
    await this.#events?.close();
    await queue.drain();
    const running = await queue.getJobs(['active']);
    return running.flatMap((job) => {
      const { trials = [] } = jobDataSchema.safeParse(job?.data).data ?? {};
      return trials.map(({ id }) => ({ trialId: id, host: hostOf(job.processedBy ?? '') }));
    });
  }

  #wait(
    { jobId, group, shifts }: Pick<Waiter, 'group' | 'shifts'> & { readonly jobId: string },
    report: (message: WorkerMessage) => void,
    signal: AbortSignal,
    begin: () => void,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { group, shifts, report, started: new Set(), resolve, reject };
    const waiters = this.#waiters.get(jobId) ?? new Set();
    this.#waiters.set(jobId, waiters.add(waiter));
    const leave = () => resolve();
    signal.addEventListener('abort', leave, { once: true });
    begin();
    return promise.finally(() => {
      signal.removeEventListener('abort', leave);
      waiters.delete(waiter);
      if (waiters.size === 0) this.#waiters.delete(jobId);
    });
  }

  /** Adds a job, together with all others of this moment. */
  #add(jobId: string, group: TrialGroup): void {
    const { code, fileBytes, stallMilliseconds } = this.#options;
    const [first] = group;
    if (first === undefined) return;
    const trials = group.map(({ trial, attempt }) => ({ ...trial, attempt }));
    const data: JobData = { trials, datasetChecksum: first.dataset.checksum, code, fileBytes, stallMilliseconds };
    this.#adding.push({ name: 'trials', data, opts: { jobId } });
    if (this.#adding.length === 1) setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const jobs = this.#adding;
    this.#adding = [];
    const { queue, server, signal } = this.#options;
    try {
      for (let start = 0; start < jobs.length; start += CHUNK) {
        await server.untilAccepted(() => queue.addBulk(jobs.slice(start, start + CHUNK)), signal);
      }
    } catch (error) {
      for (const { opts } of jobs) this.#reject(opts.jobId, error);
    }
  }

  #hear(jobId: string, data: unknown): void {
    const { messages = [] } = jobProgressSchema.safeParse(data).data ?? {};
    for (const waiter of this.#waiters.get(jobId) ?? []) {
      for (const message of messages) {
        if (message.kind === 'committed' || message.kind === 'threw') continue;
        try {
          this.#tell(waiter, message);
        } catch (error) {
          waiter.reject(error);
        }
      }
    }
  }

  /** Passes a message on under the attempt that this controller counts, each start once. */
  #tell(waiter: Waiter, message: WorkerMessage): void {
    if (message.kind === 'notice') {
      waiter.report(message);
      return;
    }
    const { trialId } = message;
    const job = waiter.group.find(({ trial }) => trial.id === trialId);
    if (job === undefined) return;
    // A job is begun again a few times at the most: another count is a worker's invention.
    const told = message.attempt + (waiter.shifts.get(trialId) ?? 0);
    const attempt = told >= job.attempt && told <= job.attempt + MAX_STALLS + 1 ? told : job.attempt;
    if (message.kind === 'started') {
      const key = `${trialId} ${attempt} ${message.worker}`;
      if (waiter.started.has(key)) return;
      waiter.started.add(key);
      // Shows in the study folder that it is under way.
      const { directory } = studyPaths(job.studyDirectory).attempt(trialId, attempt);
      writing(directory, () => mkdirSync(directory, { recursive: true }));
    }
    if (message.kind !== 'threw') waiter.report({ ...message, attempt });
    // A disk that is full on the worker's machine is not this one's.
    else waiter.report({ ...message, attempt, error: { ...message.error, storage: null } });
  }

  async #look(jobIds: readonly string[]): Promise<void> {
    try {
      for (const jobId of jobIds) await this.#settleIfOver(jobId);
    } catch (error) {
      // The link is down: the next look comes.
      if (!(error instanceof Error)) throw error;
    }
  }

  async #settleIfOver(jobId: string): Promise<void> {
    const job = await this.#options.queue.getJob(jobId);
    if (job === undefined) await this.#addAgain(jobId);
    else if (job.finishedOn) await this.#settle(jobId);
  }

  /** A job that is nowhere was lost with the server's data. */
  async #addAgain(jobId: string): Promise<void> {
    if (this.#settling.has(jobId) || this.#adding.some(({ opts }) => opts.jobId === jobId)) return;
    for (const { group } of this.#waiters.get(jobId) ?? []) this.#add(jobId, group);
  }

  /** Takes in what an ended job did, for all who wait for it, and then clears it away. */
  async #settle(jobId: string): Promise<void> {
    const waiters = [...(this.#waiters.get(jobId) ?? [])];
    if (waiters.length === 0 || this.#settling.has(jobId)) return;
    this.#settling.add(jobId);
    const { queue, server, signal } = this.#options;
    try {
      const job = await server.untilAccepted(() => queue.getJob(jobId), signal);
      if (!job) return;
      const outcome = jobOutcomeSchema.safeParse(job.returnvalue).data ?? null;
      for (const waiter of waiters) await this.#deliver(waiter, job, outcome);
      await server.untilAccepted(() => this.#keepOthers(waiters, job), signal);
      await this.#remove(job, outcome);
      for (const waiter of waiters) {
        if (outcome === null && isAbsent(job.returnvalue)) waiter.reject(new WorkerDeath(lostText(job)));
        else if (outcome === null || outcome.death === null) waiter.resolve();
        else waiter.reject(new WorkerDeath(outcome.death.message, { reason: outcome.death.reason }));
      }
    } catch (error) {
      this.#reject(jobId, error);
    } finally {
      this.#settling.delete(jobId);
    }
  }

  async #deliver(waiter: Waiter, job: Job, outcome: JobOutcome | null): Promise<void> {
    const timestamp = Math.trunc(job.finishedOn ?? job.timestamp);
    const refuse = ({ trial, attempt }: TrialJob, reason: string) => {
      const error = { name: 'Error', message: refusalText(job, reason), stack: null, storage: null };
      waiter.report({ kind: 'threw', trialId: trial.id, attempt: attempt + lostCount(job), timestamp, error });
    };
    if (outcome === null) {
      if (isAbsent(job.returnvalue)) return;
      for (const each of waiter.group) refuse(each, 'the outcome of its job is none that this version knows');
      return;
    }
    const { redis, keys, queue, limitBytes, server, signal } = this.#options;
    const key = keys.files(queue.name, outcome.filesId);
    for (const message of outcome.messages) {
      if (message.kind === 'notice' || message.kind === 'started') this.#tell(waiter, message);
    }
    for (const each of waiter.group) {
      const { trial, studyDirectory } = each;
      const listed = outcome.files[trial.id];
      if (listed === undefined) continue;
      const attempt = each.attempt + lostCount(job);
      try {
        const where = { redis, key, studyDirectory, limitBytes };
        // Left for the next run where the server refuses it until this one is over.
        if ((await server.untilAccepted(() => receiveSentTrial(where, trial, attempt, listed), signal)) === null)
          return;
        waiter.report({ kind: 'committed', trialId: trial.id, attempt, timestamp });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        refuse(each, error.message);
      }
    }
    for (const message of outcome.messages) {
      if (message.kind === 'threw' || message.kind === 'committed') this.#tell(waiter, message);
    }
  }

  /** Trials of an earlier pack whose turn has not come: what they did is kept, and found when it comes. */
  async #keepOthers(waiters: readonly Waiter[], job: Job): Promise<void> {
    const { redis, keys, queue, limitBytes, isAsked, onNotice } = this.#options;
    const [first] = waiters.flatMap(({ group }) => group);
    const waitedFor = new Set(waiters.flatMap(({ group }) => group.map(({ trial }) => trial.id)));
    for (const { id } of jobDataSchema.safeParse(job.data).data?.trials ?? []) this.#earlier.delete(id);
    if (first === undefined) return;
    const { studyDirectory } = first;
    const where = { redis, keys, queue: queue.name, studyDirectory, limitBytes, onNotice };
    await receiveJob(job, where, (id) => isAsked(id) && !waitedFor.has(id));
  }

  #reject(jobId: string, error: unknown): void {
    for (const { reject } of this.#waiters.get(jobId) ?? []) reject(error);
  }

  async #remove(job: Job, outcome: JobOutcome | null): Promise<void> {
    const { redis, keys, queue, server, signal } = this.#options;
    await server.untilAccepted(() => job.remove(), signal);
    if (outcome !== null) await server.untilAccepted(() => redis.del(keys.files(queue.name, outcome.filesId)), signal);
  }
}

/** BullMQ has null where a job ended without an outcome. */
const isAbsent = (outcome: unknown) => outcome === null || outcome === undefined;
