import { closedFormOptima } from './lists/closed-form-optima.ts';
import { closedForms } from './lists/closed-forms.ts';
import { leftAlive } from './lists/left-alive.ts';
import { models } from './lists/models.ts';
import { study } from './lists/study.ts';
import { training } from './lists/training.ts';
import { trainingMeasures } from './lists/training-measures.ts';
import { trainingSteps } from './lists/training-steps.ts';
import { trialChecks } from './lists/trial-checks.ts';
import { trials } from './lists/trials.ts';
import { type PlacedMutation, placed } from './mutation.ts';

/** Every mutation there is. Those that may live stand in one list, each with its reason. */
export const MUTATIONS: readonly PlacedMutation[] = [
  ...closedForms,
  ...closedFormOptima,
  ...models,
  ...training,
  ...trainingSteps,
  ...trainingMeasures,
  ...trials,
  ...trialChecks,
  ...study,
  ...leftAlive,
].flatMap(placed);
