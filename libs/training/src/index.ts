export { createTrainingSession, type RunTrialOptions, type TrainingSession } from './run-trial.ts';
export { type DataFacts, type Theory, theoryOf } from './theory.ts';
