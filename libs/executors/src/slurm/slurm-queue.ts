import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialGroup } from '../contract/executor.ts';
import { remoteJob } from '../contract/remote-job.ts';
import { WorkerDeath } from '../contract/retry-policy.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';
import { adoptBatches, type Place } from './adopt-batches.ts';
import { type BatchSettings, batchFiles, removeBatch, writeBatch } from './batch.ts';
import { BatchFollower } from './batch-follower.ts';
import { type AwaitedGroup, WatchedBatch } from './batch-watch.ts';
import { cancelBatches } from './cancel.ts';
import { attemptKey } from './regroup.ts';
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

const LISTEN_MILLISECONDS = 1000;

/** Groups of one study on the cluster: submits those that are new, follows all, tells of each how it ended. */
export class SlurmQueue {
  readonly #given: SlurmQueueOptions;
  readonly #follower: BatchFollower;
  /** Where groups are that a controller submitted before, by their members' attemptKey. */
  readonly #recorded = new Map<string, Place>();
  #waiting: AwaitedGroup[] = [];
  #polling: Promise<void> | null = null;
  readonly #end = new AbortController();

  constructor(given: SlurmQueueOptions) {
    this.#given = given;
    this.#follower = new BatchFollower({
      ...given,
      settleSeconds: given.options.settleSeconds,
      onNotice: (line) => this.#notice(line),
      onFatal: (error) => this.#fail(error),
    });
  }

  /**
   * Takes up what earlier controllers submitted.
   * @returns the same jobs, grouped as they were submitted, with the attempts they have there
   */
  async adopt(groups: readonly TrialGroup[]): Promise<readonly TrialGroup[]> {
    const { studyDirectory, commands } = this.#given;
    const adopted = await adoptBatches(groups, studyDirectory, commands);
    for (const batch of adopted.batches) this.#follower.follow(batch);
    for (const [key, place] of adopted.places) this.#recorded.set(key, place);
    return adopted.groups;
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
      Array.from(this.#follower.batches, ({ files }) => files),
      this.#given.commands,
    );
  }

  async #poll(): Promise<void> {
    // Every group that is handed out at the start goes into the first arrays.
    await new Promise((settle) => setImmediate(settle));
    let away = false;
    while (!this.#end.signal.aborted) {
      try {
        await this.#submit();
        await this.#follower.look();
        if (away) this.#notice('Slurm answers again.');
        away = false;
        await this.#listenMeanwhile();
      } catch (error) {
        if (error instanceof SlurmBusy) {
          away = true;
          this.#notice(`Slurm does not answer (${error.received}). It is asked again every ${this.#pause() / 1000} s.`);
        } else this.#fail(error);
        await this.#sleep(this.#pause());
      }
    }
  }

  /** Until it is time for the next look. */
  async #listenMeanwhile(): Promise<void> {
    const until = performance.now() + this.#pause();
    for (let left = this.#pause(); left > 0; left = until - performance.now()) {
      await this.#sleep(Math.min(left, LISTEN_MILLISECONDS));
      if (this.#end.signal.aborted) return;
      this.#follower.listenToFew();
    }
  }

  #pause(): number {
    return 1000 * this.#given.options.pollSeconds;
  }

  async #sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#end.signal }).catch(() => undefined);
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
    const batch = new WatchedBatch(files, null, tasks.length);
    this.#follower.follow(batch);
    for (const [index, part] of parts.entries()) {
      for (const [position, awaited] of part.entries()) batch.open.get(index)?.awaited.set(position, awaited);
    }
    try {
      batch.hasJob(await commands.submit(sbatchArguments(files, tasks.length, studyDirectory, options)));
    } catch (error) {
      // Where Slurm is busy it may have taken the array all the same: the next look tells.
      if (error instanceof SlurmRefusal) {
        this.#fail(error);
        this.#follower.forget(batch);
        removeBatch(files);
      }
      throw error;
    }
  }

  #notice(line: string): void {
    const message = { kind: 'notice', line, timestamp: Math.trunc(this.#given.clock()) } as const;
    for (const { left, report } of this.#awaited()) {
      if (left) continue;
      report(message);
      return;
    }
  }

  /** Tells everyone who waits that it is over; the dispatcher makes it the end of the run. */
  #fail(error: unknown): void {
    for (const { reject } of this.#awaited()) reject(error);
    this.#waiting = [];
  }

  *#awaited(): Generator<AwaitedGroup> {
    yield* this.#waiting;
    yield* this.#follower.awaited();
  }
}

function inParts<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
}
