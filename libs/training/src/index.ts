export { packKey } from './pack-key.ts';
export { createTrainingSession, type PackMember, type RunOptions, type TrainingSession } from './run-trial.ts';
export { type DataFacts, type Theory, theoryOf } from './theory.ts';
