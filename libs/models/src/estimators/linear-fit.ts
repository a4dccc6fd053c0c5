import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';

/** Inputs of linearFit: the data covariance S [1, d, d], or its eigenvalues [1, d, 1] where it is diagonal. */
export interface LinearFitInputs {
  readonly covariance: tf.Tensor;
  /** E, the encoder's weights, [P, d, k]. */
  readonly encoder: tf.Tensor;
  /** W, the decoder's weights, [P, k, d]. */
  readonly decoder: tf.Tensor;
  /** 1 / decoder variance, [P, 1, 1] or [P, 1, d]. */
  readonly precision: tf.Tensor;
}

/**
 * What of a linear VAE's ELBO depends on the data covariance, [P, 1 + k]: first tr(W' A W R) - 2 tr(W' E' S R), the
 * squared error but for tr(S R), with R the precision and A = E'SE the covariance of the posterior mean; then the
 * diagonal of A, the variance of each posterior mean.
 *
 * Its gradient is written out because S and W R W' are symmetric, which automatic differentiation cannot know: four
 * products of O(k^2 d) in all instead of six.
 */
export function linearFit(ops: Operations, { covariance, encoder, decoder, precision }: LinearFitInputs): tf.Tensor {
  const fit = ops.customGrad((...given) => {
    const [e, w, r, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const crossed = timesCovariance(ops, covariance, e);
    const weighted = ops.mul(w, r);
    const meanCovariance = ops.matMul(e, crossed, true);
    const gram = ops.matMul(weighted, w, false, true);
    const explained = rowSums(ops, ops.mul(crossed, transposed(ops, weighted)));
    const fitted = rowSums(ops, ops.mul(meanCovariance, gram));
    const variances = ops.sum(ops.mul(e, crossed), 1);
    save([covariance, w, r, crossed, weighted, meanCovariance, gram]);
    return {
      value: ops.concat([ops.expandDims(ops.sub(fitted, ops.mul(explained, 2)), 1), variances], 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(ops, dy, saved as Saved),
    };
  });
  return fit(encoder, decoder, precision);
}

/** S, W, R, SE, WR, A and W R W'. */
type Saved = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function gradients(
  ops: Operations,
  dy: tf.Tensor,
  [covariance, w, r, crossed, weighted, meanCovariance, gram]: Saved,
): tf.Tensor[] {
  const [pack = 1, outputs = 1] = dy.shape;
  const ofError = ops.mul(ops.reshape(ops.slice(dy, [0, 0], [pack, 1]), [pack, 1, 1]), 2);
  const ofVariances = ops.mul(ops.reshape(ops.slice(dy, [0, 1], [pack, outputs - 1]), [pack, 1, outputs - 1]), 2);
  const target = timesCovariance(ops, covariance, transposed(ops, weighted));
  const encoder = ops.add(ops.mul(ops.sub(ops.matMul(crossed, gram), target), ofError), ops.mul(crossed, ofVariances));
  const explained = ops.mul(transposed(ops, crossed), ofError);
  const residual = ops.sub(ops.mul(ops.matMul(meanCovariance, w), ofError), explained);
  const ofPrecision = ops.mul(ops.sum(ops.mul(w, ops.sub(residual, explained)), 1, true), 0.5);
  const precision = r.shape[2] === 1 ? ops.sum(ofPrecision, -1, true) : ofPrecision;
  return [encoder, ops.mul(residual, r), precision];
}

/** S x, for S itself or its eigenvalues. */
function timesCovariance(ops: Operations, covariance: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const diagonal = covariance.shape[2] === 1 && (covariance.shape[1] ?? 1) > 1;
  return diagonal ? ops.mul(covariance, x) : ops.matMul(covariance, x);
}

function transposed(ops: Operations, x: tf.Tensor): tf.Tensor {
  return ops.transpose(x, [0, 2, 1]);
}

function rowSums(ops: Operations, x: tf.Tensor): tf.Tensor {
  return ops.sum(ops.sum(x, -1), -1);
}
