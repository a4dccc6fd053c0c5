export type { LoopTiming, PackTiming } from './pack-timing.ts';
export { createTrainingSession, type PackMember, type RunOptions, type TrainingSession } from './run-trial.ts';
export { type DataFacts, type Theory, theoryOf } from './theory.ts';
