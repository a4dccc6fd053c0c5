export { codeDigest } from './code-digest.ts';
export type { FinalMetrics } from './final-metrics.ts';
export { slopeOfCurve } from './objective-slope.ts';
export type { LoopTiming, PackTiming } from './pack-timing.ts';
export type { Posteriors } from './posteriors.ts';
export { readStoredWeights, type StoredWeights } from './read-weights.ts';
export {
  createTrainingSession,
  type DoneMember,
  type KeepCheckpoints,
  type PackMember,
  type PosteriorsOfParts,
  type ResumedTraining,
  type RunOptions,
  type TrainingSession,
} from './run-trial.ts';
export { type DataFacts, dataFacts, type Theory, theoryOf } from './theory/index.ts';
export { fromCheckpoint, stateOfMember, type TrainingProgress, toCheckpoint } from './training-state.ts';
