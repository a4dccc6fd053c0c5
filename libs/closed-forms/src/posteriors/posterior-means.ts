import { addScaled, transpose } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';
import { checkLinearVae, type LinearVae } from '../linear-vae/linear-vae.ts';

/**
 * V x + c of every data point, shape [count, k], from values [count, d].
 * @throws ClosedFormError where shapes disagree, a number is not finite or a variance is not positive.
 */
export function linearPosteriorMeans(vae: LinearVae, values: Float32Array | Float64Array, count: number): Float64Array {
  checkLinearVae(vae);
  checkCount('count', count);
  const { latentDim: k, dim: d } = vae;
  checkLength('values', values, count * d);
  const weights = transpose(vae.encoderWeights, k, d);
  const means = new Float64Array(count * k);
  for (let n = 0; n < count; n++) {
    means.set(vae.encoderBias, n * k);
    for (let j = 0; j < d; j++) {
      const value = values[n * d + j] as number;
      if (value !== 0) addScaled(value, weights, j * k, means, n * k, k);
    }
  }
  return means;
}
