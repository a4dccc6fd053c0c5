import { dirname, resolve } from 'node:path';
import { cacheDirectory } from '@collapse/datasets';
import { groupsOfSize, trainingRunner } from '@collapse/executors';
import { createSlurmExecutor, parseSlurmOptions } from '@collapse/executors/slurm';
import { alone, type Execution, type ExecutorChoice, refuseLocalOptions } from './execution.ts';

/** Job arrays of the Slurm cluster that this machine is a part of. */
export async function slurmExecution(choice: ExecutorChoice): Promise<Execution> {
  refuseLocalOptions(choice);
  const { backend, packs, options: file } = choice;
  const given = parseSlurmOptions(file?.value ?? {}, file?.source ?? '--executor-options');
  // A path in the file is meant from the file's folder.
  const template = given.template === undefined ? {} : { template: resolve(dirname(file?.path ?? ''), given.template) };
  const options = { ...given, ...template };
  const mnistDirectory = process.env.MNIST_DIR;
  const data = { cacheDirectory: cacheDirectory(), ...(mnistDirectory === undefined ? {} : { mnistDirectory }) };
  return {
    executor: await createSlurmExecutor({ runner: trainingRunner({ backend }), options, data }),
    groupTrials: packs && options.packSize > 1 ? async (jobs) => groupsOfSize(jobs, options.packSize) : alone,
  };
}
