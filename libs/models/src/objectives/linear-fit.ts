import * as tf from '@tensorflow/tfjs-core';

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
export function linearFit({ covariance, encoder, decoder, precision }: LinearFitInputs): tf.Tensor {
  const fit = tf.customGrad((...given) => {
    const [e, w, r, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const crossed = timesCovariance(covariance, e);
    const weighted = tf.mul(w, r);
    const meanCovariance = tf.matMul(e, crossed, true);
    const gram = tf.matMul(weighted, w, false, true);
    const explained = rowSums(tf.mul(crossed, transposed(weighted)));
    const fitted = rowSums(tf.mul(meanCovariance, gram));
    const variances = tf.sum(tf.mul(e, crossed), 1);
    save([covariance, w, r, crossed, weighted, meanCovariance, gram]);
    return {
      value: tf.concat([tf.expandDims(tf.sub(fitted, tf.mul(explained, 2)), 1), variances], 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy, saved as Saved),
    };
  });
  return fit(encoder, decoder, precision);
}

/** S, W, R, SE, WR, A and W R W'. */
type Saved = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function gradients(dy: tf.Tensor, [covariance, w, r, crossed, weighted, meanCovariance, gram]: Saved): tf.Tensor[] {
  const [pack = 1, outputs = 1] = dy.shape;
  const ofError = tf.mul(tf.reshape(tf.slice(dy, [0, 0], [pack, 1]), [pack, 1, 1]), 2);
  const ofVariances = tf.mul(tf.reshape(tf.slice(dy, [0, 1], [pack, outputs - 1]), [pack, 1, outputs - 1]), 2);
  const target = timesCovariance(covariance, transposed(weighted));
  const encoder = tf.add(tf.mul(tf.sub(tf.matMul(crossed, gram), target), ofError), tf.mul(crossed, ofVariances));
  const explained = tf.mul(transposed(crossed), ofError);
  const residual = tf.sub(tf.mul(tf.matMul(meanCovariance, w), ofError), explained);
  const ofPrecision = tf.mul(tf.sum(tf.mul(w, tf.sub(residual, explained)), 1, true), 0.5);
  const precision = r.shape[2] === 1 ? tf.sum(ofPrecision, -1, true) : ofPrecision;
  return [encoder, tf.mul(residual, r), precision];
}

/** S x, for S itself or its eigenvalues. */
function timesCovariance(covariance: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const diagonal = covariance.shape[2] === 1 && (covariance.shape[1] ?? 1) > 1;
  return diagonal ? tf.mul(covariance, x) : tf.matMul(covariance, x);
}

function transposed(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1]);
}

function rowSums(x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.sum(x, -1), -1);
}
