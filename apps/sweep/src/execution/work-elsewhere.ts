import { existsSync } from 'node:fs';
import type { OutlivingWork } from '@collapse/executors';
import { studyPaths } from '@collapse/study';
import { UserError } from '@collapse/trials';
import { cancelCommand } from '../command-line.ts';

/** Executors whose trials go on without a controller: whether a study has used it, and how to ask. Imported only then. */
const WORK_ELSEWHERE: readonly {
  readonly used: (directory: string) => boolean;
  readonly load: () => Promise<OutlivingWork>;
}[] = [
  {
    used: (directory) => existsSync(studyPaths(directory).slurm),
    load: async () => (await import('@collapse/executors/slurm')).slurmWork(),
  },
  {
    used: (directory) => existsSync(studyPaths(directory).redis),
    load: async () => (await import('@collapse/executors/redis')).redisWork(process.env),
  },
];

async function workElsewhere(directory: string): Promise<OutlivingWork[]> {
  const used = WORK_ELSEWHERE.filter((work) => work.used(directory));
  const loaded = await Promise.all(used.map(({ load }) => load()));
  return loaded.filter((work) => work.underWay(directory).size > 0);
}

/** What is under way on other machines, trial by trial. */
export async function trialsElsewhere(directory: string): Promise<TrialElsewhere[]> {
  const work = await workElsewhere(directory);
  return work.flatMap((one) => one.trials(directory));
}

export type TrialElsewhere = ReturnType<OutlivingWork['trials']>[number];

/** Ends it. @returns what was done, a line for each executor that had any */
export async function cancelElsewhere(directory: string): Promise<string[]> {
  const lines: string[] = [];
  for (const work of await workElsewhere(directory)) lines.push(await work.cancel(directory));
  return lines;
}

/** @throws UserError where trials of an earlier run may still be writing into the study folder */
export async function requireNothingElsewhere(directory: string): Promise<void> {
  const trials = await trialsElsewhere(directory);
  if (trials.length === 0) return;
  throw new UserError({
    field: directory,
    expected: 'a study folder that no other machine is writing',
    received: `one with ${trials.length} trials under way on other machines`,
    remedy: `Go on with the same --executor and without --fresh, or end them first: ${cancelCommand(directory)}`,
  });
}
