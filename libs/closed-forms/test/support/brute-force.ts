import type { LinearVae } from '../../src/index.ts';
import { at, varianceAt } from './random-model.ts';

/** ln N(x; mean, variance), one dimension. */
export function logNormal(x: number, mean: number, variance: number): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);
}

/** ln p(x|z) of data point n, term by term. */
export function logConditional(vae: LinearVae, values: Float64Array, n: number, z: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < vae.dim; j++) {
    let mean = at(vae.decoderBias, j);
    for (let i = 0; i < vae.latentDim; i++) mean += at(vae.decoderWeights, j * vae.latentDim + i) * at(z, i);
    sum += logNormal(at(values, n * vae.dim + j), mean, varianceAt(vae, j));
  }
  return sum;
}

/** Posterior mean V x + c of data point n, term by term. */
export function posteriorMean(vae: LinearVae, values: Float64Array, n: number): number[] {
  return Array.from({ length: vae.latentDim }, (_, i) => {
    let mean = at(vae.encoderBias, i);
    for (let j = 0; j < vae.dim; j++) mean += at(vae.encoderWeights, i * vae.dim + j) * at(values, n * vae.dim + j);
    return mean;
  });
}

/**
 * E_q ln p(x|z) of data point n under N(mean, diag(variance)): ln p(x|z) is quadratic in z, so the two-point rule
 * mean +- deviation along each dimension is exact.
 */
export function expectedLogConditional(
  vae: LinearVae,
  values: Float64Array,
  n: number,
  mean: readonly number[],
  variance: ArrayLike<number>,
): number {
  const centre = logConditional(vae, values, n, mean);
  return mean.reduce((sum, _, i) => {
    const shifted = (sign: number) =>
      mean.map((value, other) => value + (other === i ? sign * Math.sqrt(at(variance, i)) : 0));
    const up = logConditional(vae, values, n, shifted(1));
    const down = logConditional(vae, values, n, shifted(-1));
    return sum + (up + down) / 2 - centre;
  }, centre);
}

/** KL(N(mean, variance) || N(0, 1)) by the trapezoidal rule, which is spectrally accurate here. */
export function integratedKl(mean: number, variance: number): number {
  const deviation = Math.sqrt(variance);
  const step = deviation / 40;
  let sum = 0;
  for (let index = -480; index <= 480; index++) {
    const z = mean + index * step;
    const logDensity = logNormal(z, mean, variance);
    sum += Math.exp(logDensity) * (logDensity - logNormal(z, 0, 1)) * step;
  }
  return sum;
}
