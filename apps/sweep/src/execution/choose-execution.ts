import { trainingRunner } from '@collapse/executors';
import { type Execution, openExecution } from '@collapse/executors/contract';
import { codeVersion } from '@collapse/study';
import { PROJECT_FOLDER } from '../user-path.ts';
import type { ExecutionChoice } from './execution-choice.ts';

/**
 * The place where trials run. Its workers start, and load a tensor library, with the first trial.
 * @throws UserError for options that the executor does not have, or a place that cannot be reached
 */
export function chooseExecution({ kind, backend, checkpointSeconds, ...choice }: ExecutionChoice): Promise<Execution> {
  return openExecution(kind, {
    ...choice,
    backend,
    runner: trainingRunner({ backend, checkpointSeconds }),
    code: () => codeVersion(PROJECT_FOLDER),
    environment: process.env,
    clock: Date.now,
  });
}
