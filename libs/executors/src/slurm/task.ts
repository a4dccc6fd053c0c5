// What a task of the array runs on its node: `node task.ts FOLDER`, with the folder of its batch. It talks to nobody: what it
// has to say goes to its status file, what it trains to the study folder.
import { hostname } from 'node:os';
import { basename, relative } from 'node:path';
import { prepareEnvironment } from '@collapse/backend/environment';
import { LineWriter, readResult, studyPaths } from '@collapse/study';
import { keepRunner } from '../contract/keep-runner.ts';
import { datasetLoader, type RemoteJob } from '../contract/remote-job.ts';
import { runGroup } from '../contract/run-group.ts';
import { filesIn, isWithdrawn, readSettings, readTask } from './batch.ts';
import type { TaskWord } from './task-words.ts';

const MIN_MILLISECONDS_BETWEEN_PROGRESS = 1000;
const MAX_MILLISECONDS_BETWEEN_PROGRESS = 60_000;
/** As shells have it: 128 and the signal's number. */
const ENDED_BY_SIGTERM = 143;

const [directory = ''] = process.argv.slice(2);
const { SLURM_ARRAY_TASK_ID, SLURM_ARRAY_JOB_ID, SLURM_RESTART_COUNT, SLURMD_NODENAME } = process.env;
const index = Number(SLURM_ARRAY_TASK_ID);
const files = filesIn(directory, basename(directory));
if (!isWithdrawn(files)) await runTask();

async function runTask(): Promise<void> {
  const { runner, data, threads } = readSettings(files);
  const { groups } = readTask(files, index);
  prepareEnvironment({ threads });
  const status = new LineWriter(files.status(index), 0);
  const say = (word: TaskWord) => status.append(JSON.stringify(word));
  const report = withLessProgress(say);
  const now = () => Date.now();
  const host = SLURMD_NODENAME ?? hostname();
  say({ kind: 'begun', host, processId: process.pid, timestamp: now() });
  const onNotice = (line: string) => say({ kind: 'notice', line, timestamp: now() });
  const runners = keepRunner();
  const load = datasetLoader(data, onNotice);
  // Slurm's word before it kills, at the time limit or for a trial of higher priority: a checkpoint is kept in the meantime.
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  // Slurm begins a task again when its node went away. The copy there may not know that it is dead: another attempt keeps
  // their files apart.
  const restarts = Number(SLURM_RESTART_COUNT ?? 0);
  for (const [group, jobs] of groups.entries()) {
    const left = jobs.filter((job) => !isKept(job)).map((job) => ({ ...job, attempt: job.attempt + restarts }));
    for (const { trial, attempt } of jobs.filter(isKept)) {
      say({ kind: 'committed', trialId: trial.id, attempt, timestamp: now() });
    }
    const context = {
      worker: `${host}:${process.pid}/task-${SLURM_ARRAY_JOB_ID}_${index}`,
      log: relative(jobs[0]?.studyDirectory ?? '', files.log(index)),
      report,
      signal: stop.signal,
      clock: now,
    };
    if (left.length > 0) {
      await runGroup(
        left,
        async (members, runnerContext) => {
          const run = await runners(runner, onNotice);
          const loaded = [];
          for (const job of members) loaded.push(await load(job));
          await run(loaded, runnerContext);
        },
        context,
      );
    }
    // Without a word more, as a task that is killed at once.
    if (stop.signal.aborted) process.exit(ENDED_BY_SIGTERM);
    const last = group === groups.length - 1;
    say(last ? { kind: 'task-over', timestamp: now() } : { kind: 'group-over', group, timestamp: now() });
  }
  status.close();
}

/** Whether the study folder has the trial's result already, from this task before its node went away or from a copy. */
function isKept({ trial, attempt, studyDirectory }: RemoteJob): boolean {
  const kept = readResult(studyPaths(studyDirectory).trial(trial.id));
  return kept !== null && (kept.status === 'done' || kept.attempt >= attempt);
}

/** Passes words on, but progress only now and then: the longer it takes, the more seldom. */
function withLessProgress(say: (word: TaskWord) => void): (word: TaskWord) => void {
  const begun = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  let passing: number | null = null;
  return (word) => {
    if (word.kind !== 'progress') {
      say(word);
      return;
    }
    // Members of a pack report at the same moment: all of them or none.
    if (word.timestamp !== passing) {
      const now = performance.now();
      const pause = Math.max(MIN_MILLISECONDS_BETWEEN_PROGRESS, (now - begun) / 100);
      if (now - last < Math.min(pause, MAX_MILLISECONDS_BETWEEN_PROGRESS)) return;
      last = now;
      passing = word.timestamp;
    }
    say(word);
  };
}
