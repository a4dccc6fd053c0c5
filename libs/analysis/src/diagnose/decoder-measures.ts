import {
  type EncoderOutputs,
  expectedSquaredError,
  type LinearDecoder,
  linearDecoderPoints,
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
  const { dim } = decoder;
  // Whatever the KL weighs, the ELBO is highest at the mean squared error.
  const variance = model.variance === 'learned' ? expectedSquaredError(decoder, values, outputs) / dim : model.variance;
  const points = linearDecoderPoints({ ...decoder, decoderVariance: Float64Array.of(variance) }, values, outputs);
  const elbos = points.reconstruction.map((value, n) => value - (klOfPoints[n] as number));
  const gaps = points.logLikelihood.map((value, n) => value - (elbos[n] as number));
  const reconstruction = meanOf(points.reconstruction);
  return {
    variance,
    squaredError: -variance * (2 * reconstruction + dim * Math.log(2 * Math.PI * variance)),
    reconstruction,
    elbo: meanOf(elbos),
    logLikelihood: meanOf(points.logLikelihood),
    posteriorKl: meanOf(gaps),
    standardErrors: {
      reconstruction: standardError(points.reconstruction),
      elbo: standardError(elbos),
      logLikelihood: standardError(points.logLikelihood),
      posteriorKl: standardError(gaps),
    },
  };
}

/** E_q log p(x|z) of d numbers with one variance, from the expected squared error. */
export function gaussianReconstruction(squaredError: number, variance: number, dim: number): number {
  return -(dim * Math.log(2 * Math.PI * variance) + squaredError / variance) / 2;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
