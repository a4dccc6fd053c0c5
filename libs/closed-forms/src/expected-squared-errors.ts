import { decoderTerms } from './decoder-terms.ts';
import { checkCount, checkLength } from './input-checks.ts';
import { checkEncoderOutputs, type EncoderOutputs } from './latent-dimensions.ts';
import type { LinearDecoder } from './linear-vae.ts';
import { dot } from './matrix-product.ts';

/**
 * E_q |x_n - W z - mu|^2 of each data point under any Gaussian encoder, shape [N], squared units of the data. N k (d + k)
 * multiplications at most.
 * @param values shape [N, d]
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function expectedSquaredErrors(
  decoder: Omit<LinearDecoder, 'decoderVariance'>,
  values: Float32Array | Float64Array,
  outputs: EncoderOutputs,
): Float64Array {
  checkEncoderOutputs(outputs);
  const { count, posteriorMean, posteriorVariance } = outputs;
  const { latentDim: k } = decoder;
  checkCount('latentDim', k);
  checkLength('posteriorMean', posteriorMean, count * k);
  const { gram, forEach } = decoderTerms({ ...decoder, decoderVariance: Float64Array.of(1) });
  const stride = posteriorVariance.length === k ? 0 : k;
  const code = new Float64Array(k);
  const errors = new Float64Array(count);
  forEach(values, count, ({ squaredDistance, projection }, n) => {
    for (let i = 0; i < k; i++) code[i] = posteriorMean[n * k + i] as number;
    let error = squaredDistance;
    for (let i = 0; i < k; i++) {
      const value = code[i] as number;
      error += value * (dot(gram, i * k, code, 0, k) - 2 * (projection[i] as number));
      error += (gram[i * k + i] as number) * (posteriorVariance[n * stride + i] as number);
    }
    errors[n] = error;
  });
  return errors;
}
