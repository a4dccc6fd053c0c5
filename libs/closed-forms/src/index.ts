export { type AffineLayer, composeLayers } from './affine-layers.ts';
export { type AmortizedElbo, amortizedElbo } from './amortized-elbo.ts';
export { ClosedFormError, type ClosedFormProblem } from './closed-form-error.ts';
export {
  ACTIVE_ABOVE,
  type CollapseMeasures,
  collapseMeasures,
  type GaussianDimension,
  gaussianFractionBelow,
} from './collapse.ts';
export { collapseEpsilons } from './collapse-epsilons.ts';
export { type AncestralMoments, ancestralMoments } from './diffusion/ancestral-moments.ts';
export {
  type DiffusionElbo,
  type DiffusionGap,
  diffusionElbo,
  diffusionGap,
  diffusionPriorKl,
  diffusionReconstruction,
} from './diffusion/diffusion-elbo.ts';
export { type DiffusionSchedule, discretisationLimit } from './diffusion/discretisation-limit.ts';
export type { DiffusionDecoder, GaussianDiffusion, ReverseVariance } from './diffusion/gaussian-diffusion.ts';
export { denoiserError, type LinearDenoiser, optimalDenoiser } from './diffusion/optimal-denoiser.ts';
export { discretisationGap, stepKl, stepRatios } from './diffusion/step-kl.ts';
export { effectiveRankError } from './effective-rank-error.ts';
export { eigendecompose, type Spectrum } from './eigendecompose.ts';
export { eigenvaluesOf } from './eigenvalues.ts';
export { importanceWeightedLogLikelihood, naiveLogLikelihood, type SamplingOptions } from './estimators.ts';

export { gaussianKl } from './gaussian-kl.ts';
export { type Chain, type ChainOptimum, chainOptimum, commonTermRatios } from './hierarchy/chain-optimum.ts';
export { type HierarchyLevels, type LevelPair, openLevels, unboundedLevels } from './hierarchy/hierarchy-levels.ts';
export {
  type HierarchyOptimum,
  type HierarchySettings,
  hierarchyChains,
  hierarchyOptimum,
} from './hierarchy/hierarchy-optimum.ts';
export {
  impliedBetaVariance,
  type LossAsWritten,
  type LossShape,
  type LossWeights,
  lossWeights,
  type Reduction,
} from './implied-beta-variance.ts';
export { approximationGap } from './inference-gaps.ts';
export {
  COLLAPSE_DELTA,
  COLLAPSE_EPSILON,
  type EncoderOutputs,
  type LatentDimensions,
  latentDimensions,
} from './latent-dimensions.ts';
export { type LatentSamplingErrors, latentSamplingErrors } from './latent-sampling-errors.ts';
export { type LeadingOptions, type LeadingSpectrum, leadingEigenvalues } from './leading-eigenvalues.ts';
export { expectedSquaredError, type LinearDecoderPoints, linearDecoderPoints } from './linear-decoder-points.ts';
export {
  type LinearOptimum,
  type LinearOptimumSettings,
  linearOptimum,
  type OpenOptimum,
} from './linear-optimum.ts';
export type { LinearDecoder, LinearVae } from './linear-vae.ts';
export { type LinearVaeElbo, linearVaeElbo } from './linear-vae-elbo.ts';
export { linearVaeLogLikelihood } from './log-likelihood.ts';
export { logLikelihoodOfValues } from './log-likelihood-of-values.ts';
export { logMeanExp } from './log-mean-exp.ts';
export { type MarginalKl, marginalKl } from './marginal-kl.ts';
export { momentMatchedKl } from './moment-matched-kl.ts';
export { type Moments, momentsOf } from './moments.ts';
export type { NoOptimum } from './no-optimum.ts';
export { normalCdf } from './normal-cdf.ts';
export { type LinearEncoder, optimalLinearEncoder } from './optimal-encoder.ts';
export { optimalLinearVae } from './optimal-linear-vae.ts';
export { linearVaePosteriorKl } from './posterior-kl.ts';
export { effectiveRank, posteriorMeanSpectrum } from './posterior-mean-spectrum.ts';
export { linearPosteriorMeans } from './posterior-means.ts';
export { type PpcaMaximum, type PpcaMaximumAtVariance, ppcaMaximum, ppcaMaximumAtVariance } from './ppca-maximum.ts';
export { alongPrincipalAxes } from './principal-axes.ts';
export { rankOf } from './rank.ts';
export { type BatchNormOptimum, type BatchNormSettings, batchNormOptimum } from './remedies/batch-norm-optimum.ts';
export { type FreeBitsOptimum, type FreeBitsSettings, freeBitsOptimum } from './remedies/free-bits-optimum.ts';
export { importanceWeightedGap, type PosteriorPair, weightVariance } from './remedies/importance-weighted-gap.ts';
export { type DecomposedWeights, type InfoVaeWeights, informationWeight } from './remedies/information-weight.ts';
export {
  type MixturePriorOptimum,
  type MixturePriorSettings,
  mixturePriorOptimum,
} from './remedies/mixture-prior-optimum.ts';
export type { RemedyOptimum, RemedySettings } from './remedies/remedy-settings.ts';
export { sigmaVaeVariance } from './remedies/sigma-vae-variance.ts';
export {
  betaAtSquaredError,
  betaAtTotalKl,
  type TotalKlHingeOptimum,
  totalKlHingeOptimum,
} from './remedies/total-kl.ts';
export { residualCovariance } from './residual-covariance.ts';
export {
  type AutoregressiveOptimum,
  type AutoregressiveSettings,
  autoregressiveOptimum,
} from './sequences/autoregressive-optimum.ts';
export { innovationVariances, teacherForcedCovariance } from './sequences/innovation-variances.ts';
export { standardError } from './standard-error.ts';
export { type LinearPosterior, linearVaePosterior } from './true-posterior.ts';
export { marginalDecoder, type SecondLevel, type TwoLevelKl, twoLevelKl } from './two-level-kl.ts';
export { type TwoLevelOptimum, type TwoLevelSettings, twoLevelOptimum } from './two-level-optimum.ts';
