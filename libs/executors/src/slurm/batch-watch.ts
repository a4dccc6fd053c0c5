import type { TrialGroup } from '../contract/executor.ts';
import { GroupNotBegun, type WorkerDeath } from '../contract/retry-policy.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';
import { type BatchFiles, settle, writeJobId } from './batch.ts';
import { TaskWordReader } from './task-words.ts';

/** A group that the controller waits for. */
export interface AwaitedGroup {
  readonly group: TrialGroup;
  readonly report: (message: WorkerMessage) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  begun: boolean;
  /** It is to be ended for want of progress. */
  stalled: boolean;
  /** Nobody waits any more: the run was aborted, and the trials go on. */
  left: boolean;
}

/** One task of an array, as the controller follows it. */
export class WatchedTask {
  readonly index: number;
  /** Those still awaited, by their place in the task. */
  readonly awaited = new Map<number, AwaitedGroup>();
  readonly #reader: TaskWordReader;
  /** Whether its process has said anything. */
  begun = false;
  over = false;
  node = '';
  /** What Slurm called its end, once it has ended. */
  endedAs: string | null = null;
  /** When it was first seen to have ended, by this process's steady clock. */
  goneAt: number | null = null;

  constructor(index: number, status: string) {
    this.index = index;
    this.#reader = new TaskWordReader(status);
  }

  /**
   * Passes on what the task has said since the last time.
   * @returns whether a trial failed in it
   */
  listen(): boolean {
    let failed = false;
    for (const word of this.#reader.read()) {
      this.begun = true;
      if (word.kind === 'begun') this.node = word.host;
      else if (word.kind === 'task-over') {
        this.over = true;
        for (const place of [...this.awaited.keys()]) this.#release(place);
      } else if (word.kind === 'group-over') this.#release(word.group);
      else {
        failed ||= word.kind === 'threw';
        this.#pass(word);
      }
    }
    return failed;
  }

  get isAwaited(): boolean {
    return [...this.awaited.values()].some(({ left }) => !left);
  }

  /** Whether it is to be ended for want of progress. */
  get isStalled(): boolean {
    return [...this.awaited.values()].some(({ stalled }) => stalled);
  }

  /**
   * Tells those who wait for it that it is gone: of a task that has spoken the group that it was at has died, and the others
   * have not begun; of one that has not, the first has died.
   * @param withdrawn whether it was told to do nothing
   * @returns whether somebody waited for a task that died without a word
   */
  die(death: WorkerDeath, withdrawn: boolean): boolean {
    const awaited = [...this.awaited.values()].filter(({ left }) => !left);
    const begun = awaited.filter((group) => group.begun);
    for (const group of begun) group.stalled ? group.resolve() : group.reject(death);
    const [first, ...others] = awaited.filter((group) => !group.begun);
    const silent = begun.length === 0 && !withdrawn && !this.begun;
    first?.reject(silent ? death : new GroupNotBegun());
    for (const group of others) group.reject(new GroupNotBegun());
    return silent && first !== undefined;
  }

  #release(place: number): void {
    const awaited = this.awaited.get(place);
    this.awaited.delete(place);
    awaited?.resolve();
  }

  #pass(message: WorkerMessage): void {
    for (const awaited of this.awaited.values()) {
      if (awaited.left) continue;
      if (message.kind === 'notice') {
        awaited.report(message);
        return;
      }
      if (!awaited.group.some(({ trial }) => trial.id === message.trialId)) continue;
      awaited.begun = true;
      awaited.report(message);
    }
  }
}

/** One array, as the controller follows it. */
export class WatchedBatch {
  readonly files: BatchFiles;
  /** null where it is not known whether it was submitted. */
  jobId: string | null;
  /** Tasks that are not over. */
  readonly open = new Map<number, WatchedTask>();
  readonly #failed = new Set<number>();

  constructor(files: BatchFiles, jobId: string | null, tasks: number) {
    this.files = files;
    this.jobId = jobId;
    for (let index = 0; index < tasks; index += 1) this.open.set(index, new WatchedTask(index, files.status(index)));
  }

  /** Slurm has taken it. */
  hasJob(jobId: string): void {
    this.jobId = jobId;
    writeJobId(this.files, jobId);
  }

  taskId(task: WatchedTask): string {
    return `${this.jobId ?? this.files.name}_${task.index}`;
  }

  listen(task: WatchedTask): void {
    if (task.listen()) this.#failed.add(task.index);
  }

  /** Ends the watch of a task; the last one settles the batch. @returns whether it was the last */
  close(task: WatchedTask, failed: boolean): boolean {
    if (failed) this.#failed.add(task.index);
    this.open.delete(task.index);
    if (this.open.size > 0) return false;
    settle(this.files, this.#failed);
    return true;
  }
}
