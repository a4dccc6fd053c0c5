import { relative } from 'node:path';
import type { TrialUnderWay } from '../contract/executor.ts';
import { hostOf } from '../contract/worker-name.ts';
import { readTasks, unsettledBatches } from './batch.ts';
import { TaskWordReader } from './task-words.ts';

/**
 * Trials in a study that may wait or run on a cluster, with what their tasks have said, by the study folder alone. A trial that
 * its task has ended is left out, though no controller has heard of it yet.
 */
export function trialsOnSlurm(studyDirectory: string): TrialUnderWay[] {
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
