export { codeDigest } from './code-digest.ts';
export type { FinalMetrics } from './evaluation/final-metrics.ts';
export type { Posteriors } from './evaluation/posteriors.ts';
export type { LoopTiming, PackTiming } from './run/pack-timing.ts';
export {
  createTrainingSession,
  type DoneMember,
  type KeepCheckpoints,
  type PackMember,
  type PosteriorsOfParts,
  type ResumedTraining,
  type RunOptions,
  type TrainingSession,
} from './run/run-trial.ts';
export { fromCheckpoint, stateOfMember, type TrainingProgress, toCheckpoint } from './run/training-state.ts';
export { slopeOfCurve } from './steps/objective-slope.ts';
export { type DataFacts, dataFacts, type Theory, theoryOf } from './theory/index.ts';
export { readStoredWeights, type StoredWeights } from './weights/read-weights.ts';
