export type { Decoded } from './decoder.ts';
export { decode, decoderLogVariance } from './decoder.ts';
export type { Posterior } from './encoder.ts';
export { encode } from './encoder.ts';
export { gaussianKl } from './gaussian-kl.ts';
export type { LogLikelihood } from './likelihoods.ts';
export { LOG_LIKELIHOODS } from './likelihoods.ts';
export {
  hasLinearDecoder,
  hasLinearEncoder,
  parameterDefinitions,
  trainingObjective,
  trainsOnMoments,
} from './model.ts';
export { named } from './named.ts';
export { analyticReconstruction } from './objectives/analytic.ts';
export type { MomentsTerms } from './objectives/analytic-moments.ts';
export { momentsTerms } from './objectives/analytic-moments.ts';
export type { Objective, ObjectiveInputs, ObjectiveSetting } from './objectives/objective.ts';
export { reductionWeights } from './objectives/reduction-weights.ts';
export { reconstructionScores, sampledReconstruction } from './objectives/stochastic.ts';
export { canUseGram } from './objectives/stochastic-gram.ts';
export { withOneLayerDecoder } from './one-layer-decoder.ts';
export { clipByNorm } from './optimizers/clip-by-norm.ts';
export type { Optimizer, OptimizerOf, Update } from './optimizers/contract.ts';
export { optimizerOf } from './optimizers/index.ts';
export type { ParameterDefinition, ParameterDefinitions, Parameters } from './parameters.ts';
export type { TwoLevelKl } from './second-level.ts';
export { priorCodes, twoLevelKl } from './second-level.ts';
