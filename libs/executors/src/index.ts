export type {
  Executor,
  ExecutorEvent,
  OutlivingWork,
  TrialGroup,
  TrialJob,
  TrialUnderWay,
} from './contract/executor.ts';
export { recordEvents } from './contract/record-events.ts';
export type { DataDirectories } from './contract/remote-job.ts';
export type { RetryPolicy } from './contract/retry-policy.ts';
export { DEFAULT_RETRY_POLICY } from './contract/retry-policy.ts';
export type { RunnerContext, RunnerFactory, RunnerModule, TrialRunner } from './contract/trial-runner.ts';
export { loadRunner } from './contract/trial-runner.ts';
export { hostOf } from './contract/worker-name.ts';
export { type EvaluateOptions, evaluateTrials } from './local/evaluate-trials.ts';
export type { InProcessOptions } from './local/in-process.ts';
export { createInProcessExecutor } from './local/in-process.ts';
export type { ProcessPerGpuOptions } from './local/process-per-gpu.ts';
export { createProcessPerGpuExecutor } from './local/process-per-gpu.ts';
export type { ThreadPoolOptions } from './local/thread-pool.ts';
export { createThreadPoolExecutor, defaultWorkers } from './local/thread-pool.ts';
export { type PackPlanOptions, planPacks } from './packs/calibrate-packs.ts';
export { groupsOfSize } from './packs/pack-groups.ts';
export type { TrainingSettings } from './runners/training-settings.ts';
export { trainingRunner } from './runners/training-settings.ts';
