import { ClosedFormError } from '../errors/closed-form-error.ts';
import { checkEncoderOutputs, type EncoderOutputs } from '../linear-vae/latent-dimensions.ts';
import { standardError } from './standard-error.ts';

/** Means over the data and the samples, nats. Their sum is KL(q(z|x) || p(z)) by the same samples. */
export interface MarginalKl {
  /** I(x; z) = E ln [q(z|x) / q(z)], at most ln N. */
  readonly mutualInformation: number;
  /** KL(q(z) || p(z)) = E ln [q(z) / p(z)]. */
  readonly marginalKl: number;
  /** Their standard errors over the data points; NaN of a single one. */
  readonly mutualInformationError: number;
  readonly marginalKlError: number;
}

/** e^-45 of the largest term, for each of N terms, is below the rounding of their sum. */
const NEGLIGIBLE = 45;

/**
 * The two parts of the mean KL (Hoffman & Johnson 2016, "ELBO surgery"), with q(z) = 1/N sum_n q(z|x_n) over all data points
 * and the same samples of z in both, so that the first is at most ln N. N^2 k multiplications a sample at most; codes far
 * from most posteriors cost less.
 * @param noise draws from N(0, 1) for the samples of a data point, shape [samples, k]
 * @throws ClosedFormError for no samples, shapes that disagree, numbers that are not finite or a variance <= 0.
 */
export function marginalKl(outputs: EncoderOutputs, noise: (point: number) => ArrayLike<number>): MarginalKl {
  checkEncoderOutputs(outputs);
  const { count, latentDim: k } = outputs;
  const { mean, precision, logNormalizer } = densities(outputs);
  const code = new Float64Array(k);
  const information = new Float64Array(count);
  const distance = new Float64Array(count);
  let mutualInformation = 0;
  let marginal = 0;
  for (let point = 0; point < count; point++) {
    const draws = noise(point);
    const samples = draws.length / k;
    checkSamples(samples);
    for (let sample = 0; sample < samples; sample++) {
      let logPrior = 0;
      let own = logNormalizer[point] as number;
      for (let i = 0; i < k; i++) {
        const draw = draws[sample * k + i] as number;
        const value = (mean[point * k + i] as number) + draw / Math.sqrt(precision[point * k + i] as number);
        code[i] = value;
        logPrior -= (value * value) / 2;
        own -= (draw * draw) / 2;
      }
      const logMarginal = logSumOfDensities(code, own) - Math.log(count);
      mutualInformation += (own - logMarginal) / (count * samples);
      marginal += (logMarginal - logPrior) / (count * samples);
      information[point] = (information[point] as number) + (own - logMarginal) / samples;
      distance[point] = (distance[point] as number) + (logMarginal - logPrior) / samples;
    }
  }
  return {
    mutualInformation,
    marginalKl: marginal,
    mutualInformationError: standardError(information),
    marginalKlError: standardError(distance),
  };

  /** ln sum_n q(z|x_n); its point's own term starts the search for the largest. */
  function logSumOfDensities(z: Float64Array, own: number): number {
    let largest = own;
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const start = logNormalizer[n] as number;
      const floor = largest - NEGLIGIBLE;
      let density = start;
      for (let i = 0, at = n * k; i < k && density > floor; i++, at++) {
        const distance = (z[i] as number) - (mean[at] as number);
        density -= (distance * distance * (precision[at] as number)) / 2;
      }
      if (density <= floor) continue;
      if (density > largest) {
        sum *= Math.exp(largest - density);
        largest = density;
      }
      sum += Math.exp(density - largest);
    }
    return largest + Math.log(sum);
  }
}

/** Of each data point: mean and precision, shape [N, k], and -1/2 sum ln variance, shape [N]. 2 pi cancels everywhere. */
function densities({ count, latentDim: k, posteriorMean, posteriorVariance }: EncoderOutputs): {
  mean: Float64Array;
  precision: Float64Array;
  logNormalizer: Float64Array;
} {
  const stride = posteriorVariance.length === k ? 0 : k;
  const precision = new Float64Array(count * k);
  const logNormalizer = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < k; i++) {
      const variance = posteriorVariance[n * stride + i] as number;
      precision[n * k + i] = 1 / variance;
      logNormalizer[n] = (logNormalizer[n] as number) - Math.log(variance) / 2;
    }
  }
  return { mean: Float64Array.from(posteriorMean), precision, logNormalizer };
}

function checkSamples(samples: number): void {
  if (Number.isSafeInteger(samples) && samples > 0) return;
  throw new ClosedFormError({
    field: 'noise',
    expected: 'k draws for each of at least one sample',
    received: `draws for ${samples} samples`,
    remedy: 'Draw k numbers a sample.',
  });
}
