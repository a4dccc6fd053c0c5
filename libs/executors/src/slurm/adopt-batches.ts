import type { TrialGroup } from '../contract/executor.ts';
import { isWithdrawn, readJobId, readTasks, unsettledBatches, withdraw } from './batch.ts';
import { WatchedBatch, type WatchedTask } from './batch-watch.ts';
import { type RecordedGroup, regroup } from './regroup.ts';
import { SlurmBusy, type SlurmCommands } from './slurm-commands.ts';

/** Where a group is that was submitted. */
export interface Place {
  readonly task: WatchedTask;
  readonly position: number;
}

export interface Adopted {
  readonly batches: readonly WatchedBatch[];
  /** The same jobs, grouped as they were submitted, with the attempts they have there. */
  readonly groups: readonly TrialGroup[];
  /** Where those are that were submitted, by the attemptKey of each member. */
  readonly places: ReadonlyMap<string, Place>;
}

/** Takes up what earlier controllers of the study submitted. */
export async function adoptBatches(
  groups: readonly TrialGroup[],
  studyDirectory: string,
  commands: SlurmCommands,
): Promise<Adopted> {
  const recorded = unsettledBatches(studyDirectory);
  const unsure = recorded.filter((files) => readJobId(files) === null).map(({ name }) => name);
  const listing = await commands.queue(unsure);
  const [damaged] = listing.damaged;
  // It may be of a batch that was submitted, whose trials would then run twice.
  if (damaged !== undefined) throw new SlurmBusy(`squeue: a line without its fields: ${JSON.stringify(damaged.text)}`);
  const batches: WatchedBatch[] = [];
  const found: RecordedGroup<Place>[] = [];
  for (const files of recorded) {
    const tasks = readTasks(files);
    const batch = new WatchedBatch(files, readJobId(files), tasks.length);
    const listed = listing.arrays.get(files.name);
    if (batch.jobId === null && listed !== undefined) batch.hasJob(listed.jobId);
    // Killed between the record and the submission. Should sbatch still be on its way, its tasks do nothing.
    if (batch.jobId === null) withdraw(files);
    batches.push(batch);
    // One that is withdrawn is only watched until its tasks are gone.
    const withdrawn = isWithdrawn(files);
    for (const [index, task] of batch.open) {
      for (const [position, trials] of (tasks[index] ?? []).entries()) {
        found.push({ trials, place: withdrawn ? null : { task, position } });
      }
    }
  }
  const { taken, places, rest } = regroup(groups, found);
  return { batches, groups: [...taken, ...rest], places };
}
