import type { Estimator, EstimatorInputs, EstimatorSetting } from '../contracts/estimator.ts';
import { named } from '../contracts/named.ts';
import type { Terms } from '../contracts/objective.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { reparametrise } from '../vae/reparametrise.ts';

const LN_2PI = Math.log(2 * Math.PI);

/**
 * Below this decoder variance the float32 rounding of the expanded square shows in the gradients: their largest error is
 * 1e-5 of the largest entry at 0.01, and grows as the variance falls.
 */
const SMALLEST_VARIANCE = 0.01;

/**
 * The stochastic ELBO of a linear Gaussian decoder with the square expanded: with z' = [z, 1] and W' the decoder's
 * weights over its bias, [k + 1, dim],
 *
 *     |x - W'ᵀz'|² = |x|² - 2 z'·W'x + z'·(W'W'ᵀ)z'
 *
 * so that the batch meets the decoder in one product, and the rest is [batch, k + 1].
 */
export const gram: Estimator = {
  name: 'gram',
  fits: canUseGram,
  readsData: true,
  drawsNoise: true,
  constants: (data) => ({ squaredNorms: data.squaredNorms() }),
  byDataPoint: ['squaredNorms'],
  terms: termsOfGram,
};

/** Whether the stochastic objective can be had without an array of [batch, dim] but the batch itself. */
function canUseGram({ estimator, objective, model }: EstimatorSetting): boolean {
  const { gaussian } = model.likelihood;
  return (
    estimator === 'stochastic' &&
    !objective.scoresErrors &&
    objective.needs !== 'codes' &&
    model.decoderWidths?.length === 0 &&
    model.conditionDim === 0 &&
    gaussian !== null &&
    gaussian.learn === 'fixed' &&
    gaussian.variance >= SMALLEST_VARIANCE
  );
}

function termsOfGram({ model }: EstimatorSetting, parameters: Parameters, inputs: EstimatorInputs): Terms {
  const { ops } = model;
  const input = named(inputs, 'input');
  const noise = named(inputs, 'noise');
  const batch = input.shape[1] ?? 1;
  const samples = (noise.shape[1] ?? batch) / batch;
  const posterior = model.encode(parameters, input);
  const meanReconstruction = () => {
    const z = reparametrise(ops, posterior, noise, samples);
    const [pack = 1, rows = 1] = z.shape;
    const extended = ops.concat([z, ops.ones([pack, rows, 1])], -1);
    const decoder = ops.concat(
      [named(parameters, 'decoder.location.weights'), named(parameters, 'decoder.location.biases')],
      1,
    );
    const projected = ops.matMul(input, decoder, false, true);
    const quadratic = ops.matMul(extended, ops.matMul(decoder, decoder, false, true));
    const perSample = samples === 1 ? projected : ops.tile(projected, [1, samples, 1]);
    const products = ops.sum(ops.mul(extended, ops.sub(quadratic, ops.mul(perSample, 2))), -1);
    const error = ops.add(ops.mean(named(inputs, 'squaredNorms'), -1), ops.mean(products, -1));
    const logVariance = ops.reshape(named(inputs, 'fixedLogVariance'), [-1]);
    return ops.mul(
      ops.add(ops.mul(error, ops.exp(ops.neg(logVariance))), ops.mul(ops.add(logVariance, LN_2PI), model.dim)),
      -0.5,
    );
  };
  return {
    meanReconstruction,
    levels: model.levels(parameters, posterior, inputs),
    posterior: () => posterior,
    codes: () => reparametrise(ops, posterior, noise, samples),
  };
}
