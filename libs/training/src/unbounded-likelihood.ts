import { type Moments, rankOf } from '@collapse/closed-forms';
import { isLinearNetwork, linearWidth, type TrialSpecification } from '@collapse/trials';

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
 * continuous Bernoulli (Loaiza-Ganem & Cunningham 2019) at 0 and at 1 grows with its logit, without bound. And with as many
 * codes as the data have directions every decoder variance can go to 0.
 */
export function unboundedLikelihood(
  { likelihood, model, objective }: TrialSpecification,
  {
    eigenvalues,
    stillPixels: { count, atEnds } = { count: 0, atEnds: 0 },
  }: { readonly eigenvalues: Float64Array; readonly stillPixels?: StillPixels },
): string | null {
  const { kind, learn, varianceFloor: floor } = likelihood;
  if (kind === 'continuous-bernoulli') {
    if (atEnds === 0) return null;
    return `the ELBO has no maximum: ${pixels(atEnds)} always 0 or always 1, where the density of a continuous Bernoulli grows with its logit without bound`;
  }
  if (kind !== 'gaussian' || (learn !== 'per-dimension' && learn !== 'network')) return null;
  const own = learn === 'network' ? 'a variance from the network' : 'a variance of its own';
  if (count > 0) {
    const never = `${pixels(count, 'never vary', 'never varies')}, and ${own} can fall to 0 there`;
    if (floor === 0) return `the ELBO has no maximum: ${never}, where the density grows without bound`;
    const each = -Math.log(2 * Math.PI * floor) / 2;
    return (
      `but for the variance floor the ELBO has no maximum: ${never}; ` +
      `the floor of ${floor} contributes up to ${nats(count * each)} nats (${count} x ${nats(each)})`
    );
  }
  const width = linearWidth(model);
  const rank = rankOf(eigenvalues);
  const canBeExact = isLinearNetwork(model.decoder) && model.second === undefined && width >= rank;
  if (floor > 0 || !canBeExact || eigenvalues.length <= rank * objective.beta) return null;
  return `the ELBO has no maximum: ${width} latent dimensions are not below the rank of the data, ${rank}, and the decoder variances can all fall to 0`;
}

function pixels(count: number, plural = 'are', singular = 'is'): string {
  return count === 1 ? `1 pixel ${singular}` : `${count} pixels ${plural}`;
}

/** In a text: to 4 digits. */
function nats(value: number): string {
  return String(Number(value.toPrecision(4)));
}
