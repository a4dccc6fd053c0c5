import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, readJsonLines, studyPaths, writeFileDurably, writing } from '@collapse/study';
import type { DataDirectories, RemoteJob } from '../contract/remote-job.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';

/** What all tasks of an array have in common. */
export interface BatchSettings {
  readonly runner: RunnerModule;
  readonly data: DataDirectories;
  /** Threads of one native operation. */
  readonly threads: number;
}

/** What one task of an array does: groups, one after another. */
export interface BatchTask {
  readonly groups: readonly (readonly RemoteJob[])[];
}

export interface TrialAttempt {
  readonly trialId: string;
  readonly attempt: number;
}

/** The groups of a task, each as the attempts at trials that it is. */
export type RecordedTask = readonly (readonly TrialAttempt[])[];

/**
 * Files of one sbatch array, in a folder of the study that is named as its job is. The folder is complete before sbatch is
 * called, so that whenever the controller is killed either the job's id is in it, or Slurm finds the job by the name.
 */
export interface BatchFiles {
  readonly name: string;
  readonly directory: string;
  readonly template: string;
  readonly logs: string;
  status(task: number): string;
  log(task: number): string;
}

export function batchFiles(studyDirectory: string, name: string): BatchFiles {
  const directory = join(studyPaths(studyDirectory).slurm, name);
  return filesIn(directory, name);
}

/** For a task, which is told the folder alone. */
export function filesIn(directory: string, name: string): BatchFiles {
  const logs = join(directory, 'log');
  return {
    name,
    directory,
    template: join(directory, 'task.sh'),
    logs,
    status: (task) => join(directory, 'status', `${task}.jsonl`),
    log: (task) => join(logs, `${task}.txt`),
  };
}

/** @throws StorageError where the study folder cannot be written */
export function writeBatch(files: BatchFiles, settings: BatchSettings, tasks: readonly BatchTask[], template: string) {
  for (const folder of [files.logs, join(files.directory, 'status')]) {
    writing(folder, () => mkdirSync(folder, { recursive: true }));
  }
  writeFileDurably(files.template, template);
  writeFileDurably(join(files.directory, 'settings.json'), JSON.stringify(settings));
  // Last: a folder without it was never submitted.
  writeFileDurably(tasksFile(files), `${tasks.map((task) => JSON.stringify(task)).join('\n')}\n`);
}

export function readSettings(files: BatchFiles): BatchSettings {
  return JSON.parse(readFileSync(join(files.directory, 'settings.json'), 'utf8'));
}

/**
 * What the tasks do, in the order of their indices; empty for a folder that was not completed. Their specifications are
 * left out: those of 100,000 trials would fill the memory.
 */
export function readTasks(files: BatchFiles): RecordedTask[] {
  const tasks: RecordedTask[] = [];
  for (const task of readJsonLines(tasksFile(files))) {
    if (isTask(task)) tasks.push(task.groups.map((jobs) => jobs.map(attemptOf)));
  }
  return tasks;
}

const attemptOf = ({ trial, attempt }: RemoteJob): TrialAttempt => ({ trialId: trial.id, attempt });

/** Read line by line: other tasks' lines are skipped. */
export function readTask(files: BatchFiles, index: number): BatchTask {
  let line = 0;
  for (const value of readJsonLines(tasksFile(files))) {
    if (line === index && isTask(value)) return value;
    line += 1;
  }
  throw new RangeError(`${tasksFile(files)} has no task ${index}`);
}

export function writeJobId(files: BatchFiles, jobId: string): void {
  writeFileDurably(join(files.directory, 'job'), `${jobId}\n`);
}

/** null where sbatch was never called, or the controller was killed before it answered. */
export function readJobId(files: BatchFiles): string | null {
  const path = join(files.directory, 'job');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/** From now on a task that begins does nothing. */
export function withdraw(files: BatchFiles): void {
  writeFileDurably(join(files.directory, 'withdrawn'), '');
}

export function isWithdrawn(files: BatchFiles): boolean {
  return existsSync(join(files.directory, 'withdrawn'));
}

/**
 * Every task is over and its trials are seen to: nothing of the folder is needed again but logs that explain a failure.
 * @param failed tasks whose logs are kept
 */
export function settle(files: BatchFiles, failed: ReadonlySet<number>): void {
  if (failed.size === 0) {
    rmSync(files.directory, { recursive: true, force: true });
    return;
  }
  writeFileDurably(settledFile(files), '');
  for (const name of readdirSync(files.logs)) {
    if (!failed.has(Number(name.replace('.txt', '')))) rmSync(join(files.logs, name));
  }
  rmSync(join(files.directory, 'status'), { recursive: true, force: true });
  rmSync(tasksFile(files), { force: true });
}

/** Removes a batch that Slurm refused. */
export function removeBatch(files: BatchFiles): void {
  rmSync(files.directory, { recursive: true, force: true });
}

/** Batches whose tasks may be under way. */
export function unsettledBatches(studyDirectory: string): BatchFiles[] {
  const { slurm } = studyPaths(studyDirectory);
  if (!existsSync(slurm)) return [];
  return readdirSync(slurm)
    .sort()
    .map((name) => batchFiles(studyDirectory, name))
    .filter((files) => existsSync(tasksFile(files)) && !existsSync(settledFile(files)));
}

const tasksFile = ({ directory }: BatchFiles) => join(directory, 'tasks.jsonl');
const settledFile = ({ directory }: BatchFiles) => join(directory, 'settled');

/** By the field that readers rely on; the rest was written by this library. */
function isTask(value: unknown): value is BatchTask {
  return isJsonObject(value) && Array.isArray(value.groups);
}
