export type { Activation, Initialization, Reduction, Support } from '@collapse/models';
export { isLinearNetwork } from '@collapse/models';
export { CATALOG, type Catalog, createCatalog, trialSpecification } from './catalog/catalog.ts';
export { checkTrial, type DatasetFacts } from './checks/check-trial.ts';
export { objectivePerNat } from './checks/objective-per-nat.ts';
export { supportsOf } from './checks/supports-of.ts';
export { withSource } from './checks/trial-issues.ts';
export type { DatasetTraits, ValueKind } from './datasets/dataset-kind.ts';
export { MOST_TRIALS } from './grid/check-axes.ts';
export { defineGrid } from './grid/define-grid.ts';
export type { Axis } from './grid/expand.ts';
export { type Grid, type ParseGridOptions, parseGrid, type Trial } from './grid/grid.ts';
export { GridError } from './grid/grid-error.ts';
export type { AxesInput, GridInput, OpenGridInput } from './grid/grid-input.ts';
export { gridJsonSchema } from './grid/grid-json-schema.ts';
export type { StudyDefinition, StudyGrids, StudyInput } from './grid/study-definition.ts';
export { defineStudy, isStudyInput, parseStudy } from './grid/study-definition.ts';
export { canonicalJson } from './identity/canonical-json.ts';
export { inPackKey, inStepKey, packKey } from './identity/pack-key.ts';
export { seedStream } from './identity/seed-streams.ts';
export { trainingId } from './identity/training-id.ts';
export { trialId } from './identity/trial-id.ts';
export type { Cause, CollapseFacts, CollapseJudgement, Comparison } from './record/collapse-judgement.ts';
export { judgeCollapse, judgeResult } from './record/collapse-judgement.ts';
export { type Evidence, evidenceOf, evidenceOfDecoder } from './record/evidence.ts';
export type { MetricName, Metrics } from './record/metric-names.ts';
export { METRIC_NAMES, metricsFrom } from './record/metric-names.ts';
export { recordedEvidence } from './record/recorded-evidence.ts';
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
} from './record/result.ts';
export type { TrainingEnd } from './record/training-end.ts';
export { optimumTolerance, RISING_BY, RISING_ERRORS, SHORT_BY, SHORT_BY_SHARE } from './record/training-end.ts';
export {
  type DatasetSpecification,
  datasetSpecification,
  datasetTraits,
  isConditional,
} from './specification/dataset-specification.ts';
export { parseDataset } from './specification/parse-dataset.ts';
export { parseEvaluation } from './specification/parse-evaluation.ts';
export { parseJson } from './specification/parse-json.ts';
export { parseOptions } from './specification/parse-options.ts';
export { recordedSpecification } from './specification/recorded-specification.ts';
export type {
  EvaluationSpecification,
  LikelihoodSpecification,
  ModelSpecification,
  ObjectiveSpecification,
  OptimizerSpecification,
  TrainSpecification,
  TrialInput,
  TrialSpecification,
} from './specification/specification.ts';
export { objectiveBasis, objectiveFields } from './specification/specification.ts';
export { expectedWords } from './words/expected-words.ts';
export { messageOf } from './words/message-of.ts';
export { nearestName } from './words/nearest-name.ts';
export { printable, printableLines } from './words/printable.ts';
export { receivedWords } from './words/received-words.ts';
export type { Issue } from './words/user-error.ts';
export { issueMessage, UserError } from './words/user-error.ts';
