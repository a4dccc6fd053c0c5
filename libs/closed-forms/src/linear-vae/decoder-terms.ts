import { addScaled, weightedGram } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';
import { checkLinearDecoder, decoderPrecisions, type LinearDecoder, logNormalizer } from './linear-vae.ts';

/** The x-dependent half of a linear decoder's log density at one data point. */
export interface DataPointTerms {
  /** |x - mu|^2 / variance. */
  readonly squaredDistance: number;
  /** W^T (x - mu) / variance, shape [k]; overwritten by the next data point. */
  readonly projection: Float64Array;
}

/**
 * log p(x|z) = -(logNormalizer + squaredDistance - 2 z . projection + z^T gram z) / 2: the squared error in Gram form,
 * so that a code costs k^2 and not k d.
 */
export interface DecoderTerms {
  /** W^T diag(1 / variance) W, shape [k, k]. */
  readonly gram: Float64Array;
  readonly logNormalizer: number;
  /** Calls `visit` with the terms of each data point of values [count, d], in order. */
  forEach(values: Float32Array | Float64Array, count: number, visit: (terms: DataPointTerms, n: number) => void): void;
}

/** @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive. */
export function decoderTerms(decoder: LinearDecoder): DecoderTerms {
  checkLinearDecoder(decoder);
  const { latentDim: k, dim: d, decoderWeights, decoderBias } = decoder;
  const precisions = decoderPrecisions(decoder);
  const scaled = decoderWeights.map((value, index) => value * (precisions[Math.floor(index / k)] as number));
  const origin = new Float64Array(k);
  for (let j = 0; j < d; j++) addScaled(-(decoderBias[j] as number), scaled, j * k, origin, 0, k);

  const projection = new Float64Array(k);
  return {
    gram: weightedGram(decoderWeights, precisions, d, k),
    logNormalizer: logNormalizer(decoder),
    forEach(values, count, visit) {
      checkCount('count', count);
      checkLength('values', values, count * d);
      for (let n = 0; n < count; n++) {
        let squaredDistance = 0;
        projection.set(origin);
        for (let j = 0; j < d; j++) {
          const value = values[n * d + j] as number;
          squaredDistance += (value - (decoderBias[j] as number)) ** 2 * (precisions[j] as number);
          // Most pixels of an image are exactly 0.
          if (value !== 0) addScaled(value, scaled, j * k, projection, 0, k);
        }
        visit({ squaredDistance, projection }, n);
      }
    },
  };
}
