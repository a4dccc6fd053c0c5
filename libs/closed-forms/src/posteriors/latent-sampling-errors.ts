import { checkEncoderOutputs, type EncoderOutputs, type LatentDimensions } from '../linear-vae/latent-dimensions.ts';
import { gaussianKl } from './gaussian-kl.ts';
import { logVarianceAt } from './posterior-variance.ts';

/** How far the measures of the latent dimensions are known from this many data points, if those are independent draws. */
export interface LatentSamplingErrors {
  /** KL(q(z|x_n) || p(z)) of each data point, nats, shape [N]. */
  readonly klOfPoints: Float64Array;
  /** Standard error of each mean KL, nats, shape [k]. */
  readonly klPerDimension: Float64Array;
  /** Standard error of each variance of the posterior mean, shape [k]: sqrt((m4 - m2^2) / N) with the central moments m. */
  readonly posteriorMeanVariance: Float64Array;
}

/**
 * @param dimensions of the same outputs, see latentDimensions
 * @throws ClosedFormError as checkEncoderOutputs.
 */
export function latentSamplingErrors(outputs: EncoderOutputs, dimensions: LatentDimensions): LatentSamplingErrors {
  checkEncoderOutputs(outputs);
  const { count, latentDim: k, posteriorMean, posteriorVariance } = outputs;
  const { klPerDimension, posteriorMeanVariance } = dimensions;
  const stride = posteriorVariance.length === k ? 0 : k;
  const klOfPoints = new Float64Array(count);
  const klSquares = new Float64Array(k);
  const mean = new Float64Array(k);
  for (let n = 0; n < count; n++) {
    let kl = 0;
    for (let i = 0; i < k; i++) {
      const code = posteriorMean[n * k + i] as number;
      const index = n * stride + i;
      const divergence = gaussianKl(code, posteriorVariance[index] as number, logVarianceAt(outputs, index));
      kl += divergence;
      klSquares[i] = (klSquares[i] as number) + (divergence - (klPerDimension[i] as number)) ** 2;
      mean[i] = (mean[i] as number) + code / count;
    }
    klOfPoints[n] = kl;
  }
  const fourth = new Float64Array(k);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < k; i++) {
      const deviation = (posteriorMean[n * k + i] as number) - (mean[i] as number);
      fourth[i] = (fourth[i] as number) + deviation ** 4 / count;
    }
  }
  return {
    klOfPoints,
    klPerDimension: klSquares.map((squares) => Math.sqrt(squares / (count - 1) / count)),
    posteriorMeanVariance: fourth.map((moment, i) =>
      Math.sqrt(Math.max(0, moment - (posteriorMeanVariance[i] as number) ** 2) / count),
    ),
  };
}
