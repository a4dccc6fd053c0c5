import type { Execution, ExecutorChoice, ExecutorName } from './execution/execution.ts';
import { inProcessExecution, localExecution } from './execution/local.ts';

/** Every executor by its name on the command line. One that runs elsewhere is imported when it is chosen, not before. */
const EXECUTIONS: Readonly<Record<ExecutorName, (choice: ExecutorChoice) => Promise<Execution>>> = {
  local: async (choice) => localExecution(choice),
  'in-process': async (choice) => inProcessExecution(choice),
  slurm: async (choice) => (await import('./execution/slurm.ts')).slurmExecution(choice),
  redis: async (choice) => (await import('./execution/redis.ts')).redisExecution(choice),
};

/**
 * The place where trials run. Its workers start, and load a tensor library, with the first trial.
 * @throws UserError for options that the executor does not have, or a place that cannot be reached
 */
export function chooseExecution(choice: ExecutorChoice): Promise<Execution> {
  return EXECUTIONS[choice.executor](choice);
}
