export { BUILT_IN } from './built-in.ts';
export type {
  Component,
  ComponentIssue,
  FieldShape,
  Fields,
  Operations,
  OwnFields,
  TrialFacts,
} from './contracts/component.ts';
export type { Components } from './contracts/components.ts';
export { familyOf, likelihoodOf, networkOf, objectiveOf, optimizerOf } from './contracts/components.ts';
export type { Estimator, EstimatorData, EstimatorInputs, EstimatorSetting } from './contracts/estimator.ts';
export type { Linearity, ModelFamily } from './contracts/family.ts';
export { familyKind, UNNAMED_FAMILY } from './contracts/family-kind.ts';
export type { BoundLikelihood, Decoded, GaussianForm, Likelihood, Support } from './contracts/likelihood.ts';
export { bindLikelihood, defineLikelihood } from './contracts/likelihood.ts';
export type { DataSizes, Model } from './contracts/model.ts';
export { named } from './contracts/named.ts';
export type {
  Carry,
  FieldIssue,
  HiddenPart,
  LayerField,
  Network,
  NetworkPlace,
  OutputPart,
} from './contracts/network.ts';
export { defineNetwork } from './contracts/network.ts';
export type {
  BoundObjective,
  LevelTerms,
  MeasuredLevel,
  MeasuredTerms,
  ObjectiveComponent,
  ObjectiveSizes,
  Terms,
} from './contracts/objective.ts';
export { bindObjective, defineObjective, weightedKl } from './contracts/objective.ts';
export type { BoundOptimizer, Optimizer } from './contracts/optimizer.ts';
export { bindOptimizer, defineOptimizer } from './contracts/optimizer.ts';
export type { ParameterDefinition, ParameterDefinitions, Parameters } from './contracts/parameters.ts';
export { analyticReconstruction } from './estimators/analytic.ts';
export { ESTIMATORS, estimatorOf } from './estimators/index.ts';
export type { MomentsTerms } from './estimators/moments.ts';
export { momentsTerms } from './estimators/moments.ts';
export { reconstructionScores, sampledReconstruction } from './estimators/sampled.ts';
export { FAMILIES } from './families/index.ts';
export { isLinearNetwork, levelsOf, linearityOf, vaeFieldsOf } from './families/model-facts.ts';
export { LIKELIHOODS } from './likelihoods/index.ts';
export type { Activation } from './networks/activation.ts';
export { activate, activation } from './networks/activation.ts';
export { dense, denseDefinitions, withCondition } from './networks/dense-layers.ts';
export { NETWORKS } from './networks/index.ts';
export type { Initialization } from './networks/layer-start.ts';
export { networkKind, UNNAMED_NETWORKS } from './networks/network-kind.ts';
export { elboReduction } from './objectives/elbo.ts';
export { OBJECTIVES } from './objectives/index.ts';
export { objectiveKind, UNNAMED_OBJECTIVES } from './objectives/objective-kind.ts';
export type { Reduction } from './objectives/reduction-weights.ts';
export { reductionWeights } from './objectives/reduction-weights.ts';
export { clipByNorm } from './optimizers/clip-by-norm.ts';
export { OPTIMIZERS } from './optimizers/index.ts';
export { LEARNING_RATE_SCHEDULES } from './optimizers/learning-rate-schedules.ts';
export { clippingField, rateFields, SHARED_FIELDS } from './optimizers/shared-fields.ts';
export type { Posterior } from './vae/encoder.ts';
export type { EncoderFields, NetworkFields, VaeFields } from './vae/fields.ts';
export { encoderFields, vaeFields } from './vae/fields.ts';
export { gaussianKl } from './vae/gaussian-kl.ts';
export { hasNetwork } from './vae/linearity.ts';
export type { SecondLevelFields, TwoLevelKl } from './vae/second-level.ts';
export { priorCodes, twoLevelKl } from './vae/second-level.ts';
