export { canonicalJson } from './canonical-json.ts';
export type { MetricName, Metrics } from './metric-names.ts';
export { METRIC_NAMES } from './metric-names.ts';
export type {
  BackendDescription,
  Dimensions,
  DoneResult,
  FailedResult,
  FailureReason,
  HistoryPoint,
  Picture,
  TrialResult,
} from './result.ts';
export { seedStream } from './seed-streams.ts';
export type {
  Activation,
  DatasetSpecification,
  LikelihoodSpecification,
  ModelSpecification,
  ObjectiveSpecification,
  OptimizerSpecification,
  Reduction,
  TrainSpecification,
  TrialInput,
  TrialSpecification,
} from './specification.ts';
export { datasetSpecification, trialSpecification } from './specification.ts';
export { trialId } from './trial-id.ts';
export type { Issue } from './user-error.ts';
export { issueMessage, UserError } from './user-error.ts';
