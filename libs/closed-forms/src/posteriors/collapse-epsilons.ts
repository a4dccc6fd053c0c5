import { COLLAPSE_DELTA, checkEncoderOutputs, type EncoderOutputs } from '../linear-vae/latent-dimensions.ts';
import { gaussianKl } from './gaussian-kl.ts';
import { logVarianceAt } from './posterior-variance.ts';

/**
 * The epsilon above which each latent dimension is (epsilon, delta)-collapsed, nats, shape [k]: the smallest KL that a share
 * 1 - delta of the data points does not exceed. From it the collapsed share is known at every epsilon (Lucas et al. 2019,
 * figure 5).
 * @throws ClosedFormError for shapes that disagree, numbers that are not finite or a variance <= 0
 */
export function collapseEpsilons(outputs: EncoderOutputs, delta: number = COLLAPSE_DELTA): Float64Array {
  checkEncoderOutputs(outputs);
  const { count, latentDim: k, posteriorMean, posteriorVariance } = outputs;
  const stride = posteriorVariance.length === k ? 0 : k;
  // 0.99 * 100 is 99.00000000000001 in some divisions: a hair less than a whole number of points counts as it.
  const rank = Math.max(1, Math.ceil((1 - delta) * count - 1e-9));
  const divergences = new Float64Array(count);
  return Float64Array.from({ length: k }, (_, i) => {
    for (let n = 0; n < count; n++) {
      const code = posteriorMean[n * k + i] as number;
      const index = n * stride + i;
      divergences[n] = gaussianKl(code, posteriorVariance[index] as number, logVarianceAt(outputs, index));
    }
    return divergences.sort()[rank - 1] as number;
  });
}
