import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnerFactory } from '@collapse/executors';
import { openAttempt, studyPaths, trialFileNames } from '@collapse/study';
import type { DoneResult } from '@collapse/trials';

/** Spent in place of training, by the clock and on the processor: what is left of a run is the controller's own. */
export const writing = { milliseconds: 0, cpuSeconds: 0 };

/** Commits the record of one trained trial for every trial: a simulation, for measuring all but the training. */
export const createRecordedRunner: RunnerFactory = async (settings) => {
  const folder = String(settings);
  const recorded: DoneResult = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  const files = trialFileNames({ directory: folder })
    .filter((name) => name !== 'result.json')
    .map((name) => ({ name, content: readFileSync(join(folder, name)) }));
  return async (group, { worker }) => {
    const began = performance.now();
    const cpu = process.cpuUsage();
    for (const { trial, attempt, studyDirectory } of group) {
      const writer = openAttempt(studyPaths(studyDirectory), trial.id, attempt);
      for (const { name, content } of files) writer.writeFile(name, content);
      const { id: trialId, specification } = trial;
      writer.commit({ ...recorded, trialId, specification, attempt, worker });
    }
    writing.milliseconds += performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    writing.cpuSeconds += (user + system) / 1e6;
  };
};
