export type { Activation, Initialization, Reduction, Support } from '@collapse/models';
export { isLinearNetwork } from '@collapse/models';
export { canonicalJson } from './canonical-json.ts';
export { CATALOG, type Catalog, createCatalog, trialSpecification } from './catalog/catalog.ts';
export { MOST_TRIALS } from './check-axes.ts';
export { checkTrial, type DatasetFacts } from './check-trial.ts';
export type { Cause, CollapseFacts, CollapseJudgement, Comparison } from './collapse-judgement.ts';
export { judgeCollapse, judgeResult } from './collapse-judgement.ts';
export {
  type DatasetSpecification,
  datasetSpecification,
  datasetTraits,
  isConditional,
} from './dataset-specification.ts';
export type { DatasetTraits, ValueKind } from './datasets/dataset-kind.ts';
export { defineGrid } from './define-grid.ts';
export { type Evidence, evidenceOf, evidenceOfDecoder } from './evidence.ts';
export type { Axis } from './expand.ts';
export { expectedWords } from './expected-words.ts';
export { type Grid, type ParseGridOptions, parseGrid, type Trial } from './grid.ts';
export { GridError } from './grid-error.ts';
export type { AxesInput, GridInput, OpenGridInput } from './grid-input.ts';
export { gridJsonSchema } from './grid-json-schema.ts';
export { messageOf } from './message-of.ts';
export type { MetricName, Metrics } from './metric-names.ts';
export { METRIC_NAMES, metricsFrom } from './metric-names.ts';
export { nearestName } from './nearest-name.ts';
export { objectivePerNat } from './objective-per-nat.ts';
export { inPackKey, inStepKey, packKey } from './pack-key.ts';
export { parseDataset } from './parse-dataset.ts';
export { parseEvaluation } from './parse-evaluation.ts';
export { parseJson } from './parse-json.ts';
export { parseOptions } from './parse-options.ts';
export { printable, printableLines } from './printable.ts';
export { receivedWords } from './received-words.ts';
export { recordedEvidence } from './recorded-evidence.ts';
export { recordedSpecification } from './recorded-specification.ts';
export type {
  BackendDescription,
  Dimensions,
  DoneResult,
  FailedResult,
  FailureReason,
  HistoryPoint,
  Picture,
  Reevaluation,
  StepCompiler,
  TrialResult,
} from './result.ts';
export { seedStream } from './seed-streams.ts';
export type {
  EvaluationSpecification,
  LikelihoodSpecification,
  ModelSpecification,
  ObjectiveSpecification,
  OptimizerSpecification,
  TrainSpecification,
  TrialInput,
  TrialSpecification,
} from './specification.ts';
export { objectiveBasis, objectiveFields } from './specification.ts';
export type { StudyDefinition, StudyGrids, StudyInput } from './study-definition.ts';
export { defineStudy, isStudyInput, parseStudy } from './study-definition.ts';
export { supportsOf } from './supports-of.ts';
export type { TrainingEnd } from './training-end.ts';
export { optimumTolerance, RISING_BY, RISING_ERRORS, SHORT_BY, SHORT_BY_SHARE } from './training-end.ts';
export { trainingId } from './training-id.ts';
export { trialId } from './trial-id.ts';
export { withSource } from './trial-issues.ts';
export type { Issue } from './user-error.ts';
export { issueMessage, UserError } from './user-error.ts';
