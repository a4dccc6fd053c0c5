export type { FinalMetrics } from './final-metrics.ts';
export { slopeOfCurve } from './objective-slope.ts';
export type { LoopTiming, PackTiming } from './pack-timing.ts';
export { createTrainingSession, type PackMember, type RunOptions, type TrainingSession } from './run-trial.ts';
export { type DataFacts, dataFacts, type Theory, theoryOf } from './theory/index.ts';
