export type { FinalMetrics } from './final-metrics.ts';
export { slopeOfCurve } from './objective-slope.ts';
export type { LoopTiming, PackTiming } from './pack-timing.ts';
export type { Posteriors } from './posteriors.ts';
export { readStoredWeights, type StoredWeights } from './read-weights.ts';
export {
  createTrainingSession,
  type PackMember,
  type PosteriorsOfParts,
  type RunOptions,
  type TrainingSession,
} from './run-trial.ts';
export { type DataFacts, dataFacts, type Theory, theoryOf } from './theory/index.ts';
