export type { ArtifactSource } from './artifacts.ts';
export type { CreatedRun, CreateRunOnceOptions } from './create-run-once.ts';
export type {
  Dataset,
  DatasetInput,
  Experiment,
  FileInfo,
  LifecycleStage,
  Metric,
  Run,
  RunData,
  RunInfo,
  RunStatus,
  ViewType,
} from './entities.ts';
export type { MlflowErrorKind, RequestSummary } from './errors.ts';
export { MlflowError } from './errors.ts';
export type { CreateExperimentOptions, ExperimentPage, SearchExperimentsOptions } from './experiments.ts';
export type { Fetch } from './fetch-without-verification.ts';
export { LIMITS } from './limits.ts';
export type { Batch, LogMetricOptions, MetricPoint } from './log-batch.ts';
export type { LoggedDataset } from './log-inputs.ts';
export type { BulkIntervalOptions, MetricHistoryOptions, RunMetric } from './metric-history.ts';
export { MlflowClient } from './mlflow-client.ts';
export type { Environment, MlflowClientOptions, RetryNotice } from './resolve-options.ts';
export type { CreateRunOptions, RunPage, SearchRunsOptions, UpdateRunOptions } from './runs.ts';
export type { ServerCheck } from './server.ts';
export { compareVersions, TESTED_VERSIONS } from './server.ts';
export type { InfinityPolicy, ParamValue } from './values.ts';
export { checkKey } from './values.ts';
