import { rankOf } from '@collapse/closed-forms';
import { BUILT_IN, type Components } from '@collapse/models';
import type { TheoryTrial } from './closed-form.ts';
import type { StillPixels } from './still-pixels.ts';

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
  { specification, gaussian, width, hasLinearDecoder, levels }: TheoryTrial,
  {
    eigenvalues,
    stillPixels: still = { count: 0, atEnds: 0 },
  }: { readonly eigenvalues: Float64Array; readonly stillPixels?: StillPixels },
  components: Components = BUILT_IN,
): string | null {
  const { likelihood, objective } = specification;
  const known = components.likelihoods.find(({ kind }) => kind === likelihood.kind);
  const own = known?.unbounded?.(likelihood, still) ?? null;
  if (own !== null) return own;
  if (gaussian?.learn !== 'per-dimension' && gaussian?.learn !== 'network') return null;
  const rank = rankOf(eigenvalues);
  const canBeExact = hasLinearDecoder && levels === 1 && width >= rank;
  if (gaussian.varianceFloor > 0 || !canBeExact || eigenvalues.length <= rank * objective.beta) return null;
  return `the ELBO has no maximum: ${width} latent dimensions are not below the rank of the data, ${rank}, and the decoder variances can all fall to 0`;
}
