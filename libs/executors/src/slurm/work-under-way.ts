import { relative } from 'node:path';
import type { TrialUnderWay } from '../executor.ts';
import { hostOf } from '../worker-name.ts';
import { readTasks, unsettledBatches } from './batch.ts';
import { TaskWordReader } from './task-words.ts';

/** Ids of trials in a study that may wait or run on a cluster, by the study folder alone. */
export function trialsOnSlurm(studyDirectory: string): ReadonlySet<string> {
  const tasks = unsettledBatches(studyDirectory).flatMap(readTasks);
  return new Set(tasks.flat(2).map(({ trialId }) => trialId));
}

/** The same, with what their tasks have said. A trial that its task has ended is left out. */
export function readTrialsOnSlurm(studyDirectory: string): TrialUnderWay[] {
  const found = new Map<string, TrialUnderWay>();
  for (const files of unsettledBatches(studyDirectory)) {
    for (const [index, groups] of readTasks(files).entries()) {
      const log = relative(studyDirectory, files.log(index));
      const trials = new Map<string, TrialUnderWay>(
        groups.flat().map(({ trialId }) => [trialId, { trialId, host: null, step: 0, log }]),
      );
      for (const word of new TaskWordReader(files.status(index)).read()) {
        if (word.kind === 'started')
          trials.set(word.trialId, { trialId: word.trialId, host: hostOf(word.worker), step: 0, log });
        else if (word.kind === 'committed' || word.kind === 'threw') trials.delete(word.trialId);
        else if (word.kind === 'progress') {
          const known = trials.get(word.trialId);
          if (known !== undefined) trials.set(word.trialId, { ...known, step: word.step });
        }
      }
      for (const [trialId, trial] of trials) found.set(trialId, trial);
    }
  }
  return [...found.values()];
}
