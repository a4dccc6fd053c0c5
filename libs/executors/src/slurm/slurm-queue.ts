import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialGroup } from '../executor.ts';
import { remoteJob } from '../remote-job.ts';
import { GroupNotBegun, WorkerDeath } from '../retry-policy.ts';
import type { WorkerMessage } from '../worker-message.ts';
import {
  type BatchSettings,
  batchFiles,
  isWithdrawn,
  readJobId,
  readTasks,
  removeBatch,
  unsettledBatches,
  withdraw,
  writeBatch,
  writeJobId,
} from './batch.ts';
import { type AwaitedGroup, WatchedBatch, type WatchedTask } from './batch-watch.ts';
import { cancelBatches } from './cancel.ts';
import { deathOfTask, endOfLog } from './death-of-task.ts';
import { cancelledElsewhere, noTaskBegins } from './fatal-errors.ts';
import { type ArrayListing, isLive, type TaskState } from './queue-listing.ts';
import { attemptKey, type RecordedGroup, regroup } from './regroup.ts';
import { SlurmBusy, type SlurmCommands, SlurmRefusal } from './slurm-commands.ts';
import type { SlurmOptions } from './slurm-options.ts';
import { sbatchArguments } from './submission.ts';

export interface SlurmQueueOptions {
  readonly commands: SlurmCommands;
  readonly options: SlurmOptions;
  readonly settings: BatchSettings;
  readonly studyDirectory: string;
  readonly template: string;
  readonly maxArraySize: number;
  readonly clock: () => number;
}

/** Status files read in one look, so that a look costs the file system the same however many tasks run. */
const FILES_IN_ONE_LOOK = 200;
/** Tasks that end without a word before it is clear that none will ever say one. */
const SILENT_DEATHS = 3;
/** Why a task may wait without anything being wrong. */
const PLAIN_REASONS = new Set(['', 'None', 'Priority', 'Resources', 'BeginTime', 'JobArrayTaskLimit', 'Dependency']);

interface Place {
  readonly task: WatchedTask;
  readonly position: number;
}

/** Groups of one study on the cluster: submits those that are new, follows all, tells of each how it ended. */
export class SlurmQueue {
  readonly #given: SlurmQueueOptions;
  readonly #batches = new Set<WatchedBatch>();
  /** Where groups are that a controller submitted before, by their members' attemptKey. */
  readonly #recorded = new Map<string, Place>();
  #waiting: AwaitedGroup[] = [];
  #polling: Promise<void> | null = null;
  readonly #end = new AbortController();
  #anyWord = false;
  #silentDeaths = 0;
  #turn = 0;

  constructor(given: SlurmQueueOptions) {
    this.#given = given;
  }

  /**
   * Takes up what earlier controllers submitted.
   * @returns the same jobs, grouped as they were submitted, with the attempts they have there
   */
  async adopt(groups: readonly TrialGroup[]): Promise<TrialGroup[]> {
    const { studyDirectory } = this.#given;
    const batches = unsettledBatches(studyDirectory).map((files) => ({ files, tasks: readTasks(files) }));
    const unsure = batches.filter(({ files }) => readJobId(files) === null).map(({ files }) => files.name);
    const listing = await this.#given.commands.queue(unsure);
    const found: RecordedGroup<Place>[] = [];
    for (const { files, tasks } of batches) {
      const batch = new WatchedBatch(files, readJobId(files), tasks);
      const listed = listing.get(files.name);
      if (batch.jobId === null && listed !== undefined) this.#name(batch, listed.jobId);
      // Killed between the record and the submission. Should sbatch still be on its way, its tasks do nothing.
      if (batch.jobId === null) withdraw(files);
      this.#batches.add(batch);
      // One that is withdrawn is only watched until its tasks are gone.
      const withdrawn = isWithdrawn(files);
      for (const [index, { groups: recorded }] of tasks.entries()) {
        const task = batch.open.get(index);
        if (task === undefined) continue;
        recorded.forEach((jobs, position) => {
          found.push({ jobs, place: withdrawn ? null : { task, position } });
        });
      }
    }
    const { taken, places, rest } = regroup(groups, found);
    for (const [key, place] of places) this.#recorded.set(key, place);
    return [...taken, ...rest];
  }

  /** Waits for a group, which is submitted unless it was before. As Slot.run. */
  run(group: TrialGroup, report: (message: WorkerMessage) => void, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const awaited: AwaitedGroup = { group, report, resolve, reject, begun: false, stalled: false, left: false };
    signal.addEventListener(
      'abort',
      () => {
        if (signal.reason instanceof WorkerDeath) awaited.stalled = true;
        else {
          awaited.left = true;
          resolve();
        }
      },
      { once: true },
    );
    const place = this.#takeRecorded(group);
    if (place === undefined) this.#waiting.push(awaited);
    else place.task.awaited.set(place.position, awaited);
    this.#polling ??= this.#poll();
    return promise;
  }

  /** Where the group is already; only once, for one that comes back is to be submitted anew. */
  #takeRecorded(group: TrialGroup): Place | undefined {
    const keys = group.map(attemptKey);
    const place = this.#recorded.get(keys[0] ?? '');
    for (const key of keys) this.#recorded.delete(key);
    return place;
  }

  /** Ends the following, not the tasks. */
  async end(): Promise<void> {
    this.#end.abort();
    await this.#polling;
  }

  /** Ends every task. */
  async cancel(): Promise<void> {
    await this.end();
    await cancelBatches(
      Array.from(this.#batches, ({ files }) => files),
      this.#given.commands,
    );
  }

  async #poll(): Promise<void> {
    // Every group that is handed out at the start goes into the first arrays.
    await new Promise((settle) => setImmediate(settle));
    while (!this.#end.signal.aborted) {
      try {
        await this.#submit();
        await this.#look();
      } catch (error) {
        if (error instanceof SlurmBusy)
          this.#notice(`Slurm does not answer (${error.received}). It is asked again every ${this.#pause()} s.`);
        else this.#fail(error);
      }
      await sleep(1000 * this.#pause(), undefined, { signal: this.#end.signal }).catch(() => undefined);
    }
  }

  #pause(): number {
    return this.#given.options.pollSeconds;
  }

  async #submit(): Promise<void> {
    const { options, maxArraySize } = this.#given;
    this.#waiting = this.#waiting.filter(({ left }) => !left);
    while (this.#waiting.length > 0 && !this.#end.signal.aborted) {
      const next = this.#waiting.splice(0, maxArraySize * options.trialsPerTask);
      await this.#submitArray(inParts(next, options.trialsPerTask));
    }
  }

  async #submitArray(parts: readonly AwaitedGroup[][]): Promise<void> {
    const { commands, options, settings, studyDirectory, template } = this.#given;
    const files = batchFiles(studyDirectory, `sweep-${randomBytes(6).toString('hex')}`);
    const tasks = parts.map((part) => ({ groups: part.map(({ group }) => group.map(remoteJob)) }));
    writeBatch(files, settings, tasks, template);
    const batch = new WatchedBatch(files, null, tasks);
    this.#batches.add(batch);
    for (const [index, part] of parts.entries()) {
      for (const [position, awaited] of part.entries()) batch.open.get(index)?.awaited.set(position, awaited);
    }
    try {
      this.#name(batch, await commands.submit(sbatchArguments(files, tasks.length, studyDirectory, options)));
    } catch (error) {
      // Where Slurm is busy it may have taken the array all the same: the next look tells.
      if (error instanceof SlurmRefusal) {
        this.#fail(error);
        this.#batches.delete(batch);
        removeBatch(files);
      }
      throw error;
    }
  }

  #name(batch: WatchedBatch, jobId: string): void {
    batch.jobId = jobId;
    writeJobId(batch.files, jobId);
  }

  async #look(): Promise<void> {
    const { commands, options } = this.#given;
    const listing = await commands.queue(Array.from(this.#batches, ({ files }) => files.name));
    const running: (() => void)[] = [];
    const lost: { readonly batch: WatchedBatch; readonly task: WatchedTask }[] = [];
    const toEnd: string[] = [];
    for (const batch of this.#batches) {
      const array = listing.get(batch.files.name);
      if (batch.jobId === null && array !== undefined) this.#name(batch, array.jobId);
      for (const task of [...batch.open.values()]) {
        const state = array?.tasks.get(task.index);
        if (state !== undefined && isLive(state.state)) {
          this.#noteLive(task, state);
          if (isStalled(task)) toEnd.push(batch.taskId(task));
          if (state.state !== 'PENDING' || task.begun) running.push(() => this.#listen(batch, task));
          continue;
        }
        this.#listen(batch, task);
        if (task.over || !this.#isGoneForGood(task, array, options.settleSeconds)) continue;
        lost.push({ batch, task });
      }
    }
    this.#listenInTurn(running);
    if (toEnd.length > 0) await commands.cancel(toEnd);
    if (lost.length > 0) await this.#bury(lost);
  }

  #noteLive(task: WatchedTask, { state, node, reason }: TaskState): void {
    task.goneAt = null;
    task.endedAs = null;
    if (node !== '') task.node = node;
    if (state === 'PENDING' && !PLAIN_REASONS.has(reason)) this.#notice(`Tasks wait in Slurm's queue: ${reason}.`);
  }

  /** Files on a network file system show late on other hosts: a task's last words are waited for. */
  #isGoneForGood(task: WatchedTask, array: ArrayListing | undefined, settleSeconds: number): boolean {
    task.endedAs = array?.tasks.get(task.index)?.state ?? task.endedAs;
    task.goneAt ??= performance.now();
    return performance.now() - task.goneAt >= 1000 * settleSeconds;
  }

  #listenInTurn(running: readonly (() => void)[]): void {
    const count = Math.min(running.length, FILES_IN_ONE_LOOK);
    for (let step = 0; step < count; step += 1) running[(this.#turn + step) % running.length]?.();
    this.#turn = running.length === 0 ? 0 : (this.#turn + count) % running.length;
  }

  #listen(batch: WatchedBatch, task: WatchedTask): void {
    batch.listen(task);
    this.#anyWord ||= task.begun;
    if (task.over && batch.close(task, false)) this.#batches.delete(batch);
  }

  async #bury(lost: readonly { readonly batch: WatchedBatch; readonly task: WatchedTask }[]): Promise<void> {
    const unknown = lost.filter(({ task, batch }) => task.endedAs === null && batch.jobId !== null);
    const states = await this.#given.commands.ended(unknown.map(({ batch, task }) => batch.taskId(task)));
    for (const { batch, task } of lost) {
      const id = batch.taskId(task);
      const log = batch.files.log(task.index);
      if (batch.jobId === null) withdraw(batch.files);
      const withdrawn = isWithdrawn(batch.files);
      const death = deathOfTask({ id, state: task.endedAs ?? states.get(id) ?? null, node: task.node, log });
      const awaited = [...task.awaited.values()].filter(({ left }) => !left);
      if (withdrawn && batch.jobId !== null && awaited.length > 0)
        this.#fail(cancelledElsewhere(this.#given.studyDirectory));
      const begun = awaited.filter((group) => group.begun);
      for (const group of begun) group.stalled ? group.resolve() : group.reject(death);
      const [first, ...others] = awaited.filter((group) => !group.begun);
      const silent = begun.length === 0 && !withdrawn && !task.begun;
      if (silent) first?.reject(death);
      else first?.reject(new GroupNotBegun());
      for (const group of others) group.reject(new GroupNotBegun());
      if (batch.close(task, true)) this.#batches.delete(batch);
      if (silent && first !== undefined) this.#noteSilentDeath(death, log);
    }
  }

  /** Where not one task says a word, trying again helps nobody. */
  #noteSilentDeath(death: WorkerDeath, log: string): void {
    this.#silentDeaths += 1;
    if (this.#anyWord || this.#silentDeaths < SILENT_DEATHS) return;
    this.#fail(noTaskBegins(this.#silentDeaths, death.message, endOfLog(log) !== null, this.#given.studyDirectory));
  }

  #notice(line: string): void {
    const message = { kind: 'notice', line, timestamp: Math.trunc(this.#given.clock()) } as const;
    const following = Array.from(this.#batches, ({ open }) => [...open.values()]).flat();
    const listeners = [...this.#waiting, ...following.flatMap(({ awaited }) => [...awaited.values()])];
    listeners.find(({ left }) => !left)?.report(message);
  }

  /** Tells everyone who waits that it is over; the dispatcher makes it the end of the run. */
  #fail(error: unknown): void {
    const following = Array.from(this.#batches, ({ open }) => [...open.values()]).flat();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    for (const { awaited } of following) for (const { reject } of awaited.values()) reject(error);
  }
}

function isStalled({ awaited }: WatchedTask): boolean {
  return [...awaited.values()].some(({ stalled }) => stalled);
}

function inParts<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
}
