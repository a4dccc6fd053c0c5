import type { OutlivingWork, TrialUnderWay } from '@collapse/executors/contract';
import { EXECUTOR_KINDS } from '@collapse/executors/kinds';
import { UserError } from '@collapse/trials';
import { cancelCommand } from '../command-line.ts';

/** The executors whose trials may go on without a controller; only those that the study has used are loaded. */
async function workElsewhere(directory: string): Promise<OutlivingWork[]> {
  const loaded: OutlivingWork[] = [];
  for (const { outliving } of EXECUTOR_KINDS) {
    if (outliving?.used(directory)) loaded.push(await outliving.open(process.env));
  }
  return loaded.filter((work) => work.underWay(directory).size > 0);
}

/** What is under way on other machines, trial by trial. */
export async function trialsElsewhere(directory: string): Promise<TrialUnderWay[]> {
  const work = await workElsewhere(directory);
  return work.flatMap((one) => one.trials(directory));
}

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
