import type { LinearOptimum } from '@collapse/closed-forms';

/** The best linear VAE for a data set and a loss, nats per data point. */
export interface ExplainedOptimum {
  /** See LinearOptimum. */
  readonly objective: number;
  readonly elbo: number;
  readonly kl: number;
  readonly reconstruction: number;
  /** Expected squared error of a data point, summed over its numbers. */
  readonly squaredError: number;
  /** Exact log p(x) of that model. */
  readonly logLikelihood: number;
  readonly decoderVariance: number;
}

/**
 * What an optimum on data with these eigenvalues, shape [dim], comes to. Its weights are orthogonal with
 * |w_i|^2 = lambda_i - beta s2: a direction in use leaves beta s2 of the squared error, and the covariance of x has the
 * eigenvalue lambda_i - beta s2 + s2 there and s2 elsewhere.
 */
export function explainedOptimum(eigenvalues: Float64Array, optimum: LinearOptimum): ExplainedOptimum {
  const { objective, elbo, kl, active, threshold, decoderVariance } = optimum;
  const collapsed = eigenvalues.subarray(active).reduce((sum, eigenvalue) => sum + eigenvalue, 0);
  const logTerms = eigenvalues.reduce(
    (sum, eigenvalue, index) => {
      const modelled = index < active ? eigenvalue - threshold + decoderVariance : decoderVariance;
      return sum + Math.log(modelled) + eigenvalue / modelled;
    },
    eigenvalues.length * Math.log(2 * Math.PI),
  );
  return {
    objective,
    elbo,
    kl,
    reconstruction: elbo + kl,
    squaredError: active * threshold + collapsed,
    logLikelihood: -logTerms / 2,
    decoderVariance,
  };
}
