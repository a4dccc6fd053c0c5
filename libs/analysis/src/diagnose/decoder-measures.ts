import {
  type EncoderOutputs,
  expectedSquaredErrors,
  type LinearDecoder,
  logLikelihoodsOfValues,
  standardError,
} from '@collapse/closed-forms';

/** What a linear decoder with a Gaussian likelihood makes exact, nats per data point. */
export interface DecoderMeasures {
  /** Of the likelihood: as given, as the loss implies it, or where it is learned the best one for these posteriors. */
  readonly variance: number;
  /** E_q |x - W z - b|^2, mean over the data points. */
  readonly squaredError: number;
  /** E_q log p(x|z). */
  readonly reconstruction: number;
  /** reconstruction - KL: beta left out. */
  readonly elbo: number;
  /** Exact log p(x). */
  readonly logLikelihood: number;
  /** KL(q(z|x) || p(z|x)) = log p(x) - ELBO. */
  readonly posteriorKl: number;
  /** Over the data points, under the name of what they are of. */
  readonly standardErrors: {
    readonly reconstruction: number;
    readonly elbo: number;
    readonly logLikelihood: number;
    readonly posteriorKl: number;
  };
}

/** @param model values of shape [N, d]; KL of each data point, shape [N]; the decoder variance, or that it is learned */
export function decoderMeasures(model: {
  readonly decoder: Omit<LinearDecoder, 'decoderVariance'>;
  readonly values: Float32Array | Float64Array;
  readonly outputs: EncoderOutputs;
  readonly klOfPoints: Float64Array;
  readonly variance: number | 'learned';
}): DecoderMeasures {
  const { decoder, values, outputs, klOfPoints } = model;
  const errors = expectedSquaredErrors(decoder, values, outputs);
  const squaredError = meanOf(errors);
  // Whatever the KL weighs, the ELBO is highest at the mean squared error.
  const variance = model.variance === 'learned' ? squaredError / decoder.dim : model.variance;
  const reconstructions = errors.map((error) => gaussianReconstruction(error, variance, decoder.dim));
  const elbos = reconstructions.map((reconstruction, n) => reconstruction - (klOfPoints[n] as number));
  const logLikelihoods = logLikelihoodsOfValues(
    { ...decoder, decoderVariance: Float64Array.of(variance) },
    values,
    outputs.count,
  );
  const gaps = logLikelihoods.map((logLikelihood, n) => logLikelihood - (elbos[n] as number));
  return {
    variance,
    squaredError,
    reconstruction: meanOf(reconstructions),
    elbo: meanOf(elbos),
    logLikelihood: meanOf(logLikelihoods),
    posteriorKl: meanOf(gaps),
    standardErrors: {
      reconstruction: standardError(reconstructions),
      elbo: standardError(elbos),
      logLikelihood: standardError(logLikelihoods),
      posteriorKl: standardError(gaps),
    },
  };
}

/** E_q log p(x|z) of d numbers with one variance, from the expected squared error of a data point or the mean of all. */
export function gaussianReconstruction(squaredError: number, variance: number, dim: number): number {
  return -(dim * Math.log(2 * Math.PI * variance) + squaredError / variance) / 2;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
