export { effectiveRankError } from './algebra/effective-rank-error.ts';
export { eigendecompose, type Spectrum } from './algebra/eigendecompose.ts';
export { eigenvaluesOf } from './algebra/eigenvalues.ts';
export { type LeadingOptions, type LeadingSpectrum, leadingEigenvalues } from './algebra/leading-eigenvalues.ts';
export { type Moments, momentsOf } from './algebra/moments.ts';
export { alongPrincipalAxes } from './algebra/principal-axes.ts';
export { rankOf } from './algebra/rank.ts';
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
export { ClosedFormError, type ClosedFormProblem } from './errors/closed-form-error.ts';
export { type Chain, type ChainOptimum, chainOptimum, commonTermRatios } from './hierarchy/chain-optimum.ts';
export { type HierarchyLevels, type LevelPair, openLevels, unboundedLevels } from './hierarchy/hierarchy-levels.ts';
export {
  type HierarchyOptimum,
  type HierarchySettings,
  hierarchyChains,
  hierarchyOptimum,
} from './hierarchy/hierarchy-optimum.ts';
export { marginalDecoder, type SecondLevel, type TwoLevelKl, twoLevelKl } from './hierarchy/two-level-kl.ts';
export { type TwoLevelOptimum, type TwoLevelSettings, twoLevelOptimum } from './hierarchy/two-level-optimum.ts';
export { type AffineLayer, composeLayers } from './linear-vae/affine-layers.ts';
export { type AmortizedElbo, amortizedElbo } from './linear-vae/amortized-elbo.ts';
export {
  impliedBetaVariance,
  type LossAsWritten,
  type LossShape,
  type LossWeights,
  lossWeights,
  type Reduction,
} from './linear-vae/implied-beta-variance.ts';
export { approximationGap } from './linear-vae/inference-gaps.ts';
export {
  COLLAPSE_DELTA,
  COLLAPSE_EPSILON,
  type EncoderOutputs,
  type LatentDimensions,
  latentDimensions,
} from './linear-vae/latent-dimensions.ts';
export {
  expectedSquaredError,
  type LinearDecoderPoints,
  linearDecoderPoints,
} from './linear-vae/linear-decoder-points.ts';
export {
  type LinearOptimum,
  type LinearOptimumSettings,
  linearOptimum,
  type OpenOptimum,
} from './linear-vae/linear-optimum.ts';
export type { LinearDecoder, LinearVae } from './linear-vae/linear-vae.ts';
export { type LinearVaeElbo, linearVaeElbo } from './linear-vae/linear-vae-elbo.ts';
export { linearVaeLogLikelihood } from './linear-vae/log-likelihood.ts';
export { logLikelihoodOfValues } from './linear-vae/log-likelihood-of-values.ts';
export type { NoOptimum } from './linear-vae/no-optimum.ts';
export { type LinearEncoder, optimalLinearEncoder } from './linear-vae/optimal-encoder.ts';
export { optimalLinearVae } from './linear-vae/optimal-linear-vae.ts';
export {
  type PpcaMaximum,
  type PpcaMaximumAtVariance,
  ppcaMaximum,
  ppcaMaximumAtVariance,
} from './linear-vae/ppca-maximum.ts';
export { residualCovariance } from './linear-vae/residual-covariance.ts';
export { type LinearPosterior, linearVaePosterior } from './linear-vae/true-posterior.ts';
export {
  ACTIVE_ABOVE,
  type CollapseMeasures,
  collapseMeasures,
  type GaussianDimension,
  gaussianFractionBelow,
} from './posteriors/collapse.ts';
export { collapseEpsilons } from './posteriors/collapse-epsilons.ts';
export { importanceWeightedLogLikelihood, naiveLogLikelihood, type SamplingOptions } from './posteriors/estimators.ts';
export { gaussianKl } from './posteriors/gaussian-kl.ts';
export { type LatentSamplingErrors, latentSamplingErrors } from './posteriors/latent-sampling-errors.ts';
export { logMeanExp } from './posteriors/log-mean-exp.ts';
export { type MarginalKl, marginalKl } from './posteriors/marginal-kl.ts';
export { momentMatchedKl } from './posteriors/moment-matched-kl.ts';
export { normalCdf } from './posteriors/normal-cdf.ts';
export { linearVaePosteriorKl } from './posteriors/posterior-kl.ts';
export { effectiveRank, posteriorMeanSpectrum } from './posteriors/posterior-mean-spectrum.ts';
export { linearPosteriorMeans } from './posteriors/posterior-means.ts';
export { standardError } from './posteriors/standard-error.ts';
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
export {
  type AutoregressiveOptimum,
  type AutoregressiveSettings,
  autoregressiveOptimum,
} from './sequences/autoregressive-optimum.ts';
export { innovationVariances, teacherForcedCovariance } from './sequences/innovation-variances.ts';
