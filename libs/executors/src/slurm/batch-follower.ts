import { printable } from '@collapse/trials';
import type { WorkerDeath } from '../contract/retry-policy.ts';
import { isWithdrawn, withdraw } from './batch.ts';
import type { AwaitedGroup, WatchedBatch, WatchedTask } from './batch-watch.ts';
import { deathOfTask, endOfLog } from './death-of-task.ts';
import { cancelledElsewhere, noTaskBegins } from './fatal-errors.ts';
import { type ArrayListing, isLive, mayBeListed, type QueueListing, type TaskState } from './queue-listing.ts';
import type { SlurmCommands } from './slurm-commands.ts';

export interface FollowerOptions {
  readonly commands: SlurmCommands;
  readonly settleSeconds: number;
  readonly studyDirectory: string;
  readonly onNotice: (line: string) => void;
  /** Going on is pointless. */
  readonly onFatal: (error: unknown) => void;
}

interface TaskOfBatch {
  readonly batch: WatchedBatch;
  readonly task: WatchedTask;
}

/** Status files read in one look, so that a look costs the file system the same however many tasks run. */
const FILES_IN_ONE_LOOK = 200;
/** So few running tasks are listened to between two looks as well: the end of a grid is seen when it comes. */
const FEW_TASKS = 20;
/** Tasks that end without a word before it is clear that none will ever say one. */
const SILENT_DEATHS = 3;
/** Of a line that cannot be read. */
const MAX_SHOWN_CHARACTERS = 80;
/** Why a task may wait without anything being wrong. */
const PLAIN_REASONS = new Set(['', 'None', 'Priority', 'Resources', 'BeginTime', 'JobArrayTaskLimit', 'Dependency']);

/** Follows submitted arrays, by squeue and by what their tasks say, and tells those who wait how each task ended. */
export class BatchFollower {
  readonly #options: FollowerOptions;
  readonly #batches = new Set<WatchedBatch>();
  #running: readonly TaskOfBatch[] = [];
  #anyWord = false;
  #silentDeaths = 0;
  #turn = 0;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  get batches(): ReadonlySet<WatchedBatch> {
    return this.#batches;
  }

  /** Those who wait for a task. */
  *awaited(): Generator<AwaitedGroup> {
    for (const { open } of this.#batches) for (const { awaited } of open.values()) yield* awaited.values();
  }

  follow(batch: WatchedBatch): void {
    this.#batches.add(batch);
  }

  forget(batch: WatchedBatch): void {
    this.#batches.delete(batch);
  }

  /** @throws SlurmBusy */
  async look(): Promise<void> {
    const { commands } = this.#options;
    const listing = await commands.queue(Array.from(this.#batches, ({ files }) => files.name));
    this.#noteDamaged(listing);
    const running: TaskOfBatch[] = [];
    const lost: TaskOfBatch[] = [];
    const toEnd: string[] = [];
    for (const batch of this.#batches) {
      const array = listing.arrays.get(batch.files.name);
      if (batch.jobId === null && array !== undefined) batch.hasJob(array.jobId);
      for (const task of [...batch.open.values()]) {
        const state = array?.tasks.get(task.index);
        if (state !== undefined && isLive(state.state)) {
          this.#noteLive(task, state);
          if (task.isStalled) toEnd.push(batch.taskId(task));
          if (state.state !== 'PENDING' || task.begun) running.push({ batch, task });
          continue;
        }
        this.#listen({ batch, task });
        if (!task.over && state === undefined && mayBeListed(listing, batch.jobId, task.index)) {
          // Were it taken for gone, its trials might run twice.
          task.goneAt = null;
          if (task.isStalled) toEnd.push(batch.taskId(task));
          continue;
        }
        if (task.over || !this.#isGoneForGood(task, array)) continue;
        lost.push({ batch, task });
      }
    }
    this.#running = running;
    this.#listenInTurn(running);
    if (toEnd.length > 0) await commands.cancel(toEnd);
    if (lost.length > 0) await this.#bury(lost);
  }

  /** Hears what few running tasks have said since the last look. */
  listenToFew(): void {
    const running = this.#running.filter(({ task }) => !task.over);
    if (running.length <= FEW_TASKS) for (const one of running) this.#listen(one);
  }

  #noteDamaged({ damaged: [first] }: QueueListing): void {
    if (first === undefined) return;
    const text = printable(first.text.slice(0, MAX_SHOWN_CHARACTERS));
    this.#options.onNotice(
      `squeue printed a line without its fields (${text}): its tasks are waited for as if they ran.`,
    );
  }

  #noteLive(task: WatchedTask, { state, node, reason }: TaskState): void {
    task.goneAt = null;
    task.endedAs = null;
    if (node !== '') task.node = node;
    if (state === 'PENDING' && !PLAIN_REASONS.has(reason)) {
      this.#options.onNotice(`Tasks wait in Slurm's queue: ${reason}.`);
    }
  }

  /** Files on a network file system show late on other hosts: a task's last words are waited for. */
  #isGoneForGood(task: WatchedTask, array: ArrayListing | undefined): boolean {
    task.endedAs = array?.tasks.get(task.index)?.state ?? task.endedAs;
    task.goneAt ??= performance.now();
    return performance.now() - task.goneAt >= 1000 * this.#options.settleSeconds;
  }

  #listenInTurn(running: readonly TaskOfBatch[]): void {
    const count = Math.min(running.length, FILES_IN_ONE_LOOK);
    for (let step = 0; step < count; step += 1) {
      const next = running[(this.#turn + step) % running.length];
      if (next !== undefined) this.#listen(next);
    }
    this.#turn = running.length === 0 ? 0 : (this.#turn + count) % running.length;
  }

  #listen({ batch, task }: TaskOfBatch): void {
    batch.listen(task);
    this.#anyWord ||= task.begun;
    if (task.over && batch.close(task, false)) this.#batches.delete(batch);
  }

  async #bury(lost: readonly TaskOfBatch[]): Promise<void> {
    const { commands, studyDirectory, onFatal } = this.#options;
    const unknown = lost.filter(({ task, batch }) => task.endedAs === null && batch.jobId !== null);
    const states = await commands.ended(unknown.map(({ batch, task }) => batch.taskId(task)));
    for (const { batch, task } of lost) {
      const id = batch.taskId(task);
      const log = batch.files.log(task.index);
      if (batch.jobId === null) withdraw(batch.files);
      const withdrawn = isWithdrawn(batch.files);
      const death = deathOfTask({ id, state: task.endedAs ?? states.get(id) ?? null, node: task.node, log });
      if (withdrawn && batch.jobId !== null && task.isAwaited) onFatal(cancelledElsewhere(studyDirectory));
      const silent = task.die(death, withdrawn);
      if (batch.close(task, true)) this.#batches.delete(batch);
      if (silent) this.#noteSilentDeath(death, log);
    }
  }

  /** Where not one task says a word, trying again helps nobody. */
  #noteSilentDeath(death: WorkerDeath, log: string): void {
    this.#silentDeaths += 1;
    if (this.#anyWord || this.#silentDeaths < SILENT_DEATHS) return;
    const { studyDirectory, onFatal } = this.#options;
    onFatal(noTaskBegins(this.#silentDeaths, death.message, endOfLog(log), studyDirectory));
  }
}
