export { type DispatchOptions, dispatch, type Slot } from './dispatch.ts';
export type { Executor, ExecutorEvent, OutlivingWork, TrialGroup, TrialJob, TrialUnderWay } from './executor.ts';
export type {
  AnyExecutorKind,
  Execution,
  ExecutorContext,
  ExecutorKind,
  GroupTrials,
  OptionsFile,
} from './executor-kind.ts';
export { keepRunner } from './keep-runner.ts';
export { openExecution, optionNames } from './open-execution.ts';
export { recordEvents } from './record-events.ts';
export { type DataDirectories, datasetLoader, type RemoteJob, remoteJob } from './remote-job.ts';
export { type LeftTraining, resumedGroups } from './resumed-groups.ts';
export { DEFAULT_RETRY_POLICY, GroupNotBegun, type RetryPolicy, WorkerDeath } from './retry-policy.ts';
export { type GroupContext, runGroup } from './run-group.ts';
export {
  loadRunner,
  type RunnerContext,
  type RunnerFactory,
  type RunnerModule,
  type TrialRunner,
} from './trial-runner.ts';
export type { WorkerMessage } from './worker-message.ts';
export { hostOf } from './worker-name.ts';
