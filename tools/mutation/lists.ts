import { closedFormOptima } from './lists/closed-form-optima.ts';
import { closedFormProducts } from './lists/closed-form-products.ts';
import { closedForms } from './lists/closed-forms.ts';
import { components } from './lists/components.ts';
import { datasetArrays } from './lists/dataset-arrays.ts';
import { leftAlive } from './lists/left-alive.ts';
import { modelDensities } from './lists/model-densities.ts';
import { modelEstimators } from './lists/model-estimators.ts';
import { modelFamilies } from './lists/model-families.ts';
import { modelLikelihoods } from './lists/model-likelihoods.ts';
import { modelNetworks } from './lists/model-networks.ts';
import { modelObjectives } from './lists/model-objectives.ts';
import { modelVae } from './lists/model-vae.ts';
import { optimizers } from './lists/optimizers.ts';
import { studyFolder } from './lists/study-folder.ts';
import { studyTrials } from './lists/study-trials.ts';
import { toldTrials } from './lists/told-trials.ts';
import { trainingData } from './lists/training-data.ts';
import { trainingEstimates } from './lists/training-estimates.ts';
import { trainingMeasures } from './lists/training-measures.ts';
import { trainingRuns } from './lists/training-runs.ts';
import { trainingSteps } from './lists/training-steps.ts';
import { trainingTheory } from './lists/training-theory.ts';
import { trialCatalog } from './lists/trial-catalog.ts';
import { trialChecks } from './lists/trial-checks.ts';
import { trialGrids } from './lists/trial-grids.ts';
import { trialWords } from './lists/trial-words.ts';
import { trials } from './lists/trials.ts';
import { type PlacedMutation, placed } from './mutation.ts';

/** Every mutation there is. Those that may live stand in one list, each with its reason. */
export const MUTATIONS: readonly PlacedMutation[] = [
  ...closedFormOptima,
  ...closedFormProducts,
  ...closedForms,
  ...datasetArrays,
  ...modelDensities,
  ...modelEstimators,
  ...modelFamilies,
  ...modelLikelihoods,
  ...modelNetworks,
  ...modelObjectives,
  ...modelVae,
  ...optimizers,
  ...studyFolder,
  ...studyTrials,
  ...toldTrials,
  ...trainingData,
  ...trainingEstimates,
  ...trainingMeasures,
  ...trainingRuns,
  ...trainingSteps,
  ...components,
  ...trainingTheory,
  ...trialCatalog,
  ...trialChecks,
  ...trialGrids,
  ...trialWords,
  ...trials,
  ...leftAlive,
].flatMap(placed);
