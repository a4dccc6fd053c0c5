import { type Moments, rankOf } from '@collapse/closed-forms';
import { BUILT_IN, type Components } from '@collapse/models';
import type { TheoryTrial } from './closed-form.ts';

/** Dimensions of the data, called pixels, that are the same in every data point. */
export interface StillPixels {
  readonly count: number;
  /** Of these, how many are 0 or 1. */
  readonly atEnds: number;
}

const ROUNDING = 1e-12;

export function stillPixels({ mean, covariance, dim }: Pick<Moments, 'mean' | 'covariance' | 'dim'>): StillPixels {
  let count = 0;
  let atEnds = 0;
  for (let j = 0; j < dim; j++) {
    const value = mean[j] ?? 0;
    // A mean of squares less a squared mean leaves rounding of a pixel that is not 0.
    if ((covariance[j * dim + j] ?? 0) > ROUNDING * value ** 2) continue;
    count++;
    if (value === 0 || value === 1) atEnds++;
  }
  return { count, atEnds };
}

/**
 * Why a trial's ELBO has no maximum over its parameters, or would have none but for `likelihood.varianceFloor`; null where
 * no reason is known.
 *
 * A pixel that never varies has a density without bound once it has a decoder variance of its own, per dimension or from
 * the network: at a variance f, -1/2 ln(2 pi f) nats, which is what a floor of f lets it contribute. The density of the
 * continuous Bernoulli (Loaiza-Ganem & Cunningham 2019) at 0 and at 1 grows with its logit, without bound: the likelihood
 * says so itself. And with as many codes as the data have directions every decoder variance can go to 0.
 */
export function unboundedLikelihood(
  { specification, gaussian, width, hasLinearDecoder }: TheoryTrial,
  {
    eigenvalues,
    stillPixels: still = { count: 0, atEnds: 0 },
  }: { readonly eigenvalues: Float64Array; readonly stillPixels?: StillPixels },
  components: Components = BUILT_IN,
): string | null {
  const { likelihood, model, objective } = specification;
  const known = components.likelihoods.find(({ kind }) => kind === likelihood.kind);
  const own = known?.unbounded?.(likelihood, still) ?? null;
  if (own !== null) return own;
  if (gaussian?.learn !== 'per-dimension' && gaussian?.learn !== 'network') return null;
  const rank = rankOf(eigenvalues);
  const canBeExact = hasLinearDecoder && model.second === undefined && width >= rank;
  if (gaussian.varianceFloor > 0 || !canBeExact || eigenvalues.length <= rank * objective.beta) return null;
  return `the ELBO has no maximum: ${width} latent dimensions are not below the rank of the data, ${rank}, and the decoder variances can all fall to 0`;
}
