import {
  amortizedElbo,
  type EncoderOutputs,
  latentDimensions,
  linearVaeElbo,
  linearVaeLogLikelihood,
  momentsOf,
} from '@collapse/closed-forms';
import { trainedDecoder, trainedLinearVae } from '../evaluation/trained-linear-vae.ts';
import type { Measure } from './measure.ts';
import type { MeasureContext } from './measure-context.ts';

/** What the estimates of log p(x) are to be compared with: values over their own data points. */
export const ofPoints: Measure = {
  columns: [
    { name: 'log_likelihood_of_points', unit: 'nats', doc: 'exact log p(x) over the data points of the estimates' },
    { name: 'elbo_of_points', unit: 'nats', doc: 'elbo over the same data points' },
  ],
  fits: ({ specification: { evaluation } }) =>
    evaluation.importanceSamples > 0 || evaluation.priorSamples !== undefined,
  take(context) {
    const [decoder, explained] = [context.decoder(), context.explained()];
    if (!decoder || !explained) return { elbo_of_points: sampledElbo(context) };
    const { trial, model, points, data } = context;
    const { dim } = data.dataset;
    const values = explained.values.subarray(0, points * dim);
    const moments = momentsOf(values, points, dim);
    const { mean } = explained.moments;
    const { elbo } = trial.model.hasLinearEncoder
      ? linearVaeElbo(trainedLinearVae(trial, model.arrays, mean), moments)
      : amortizedElbo(trainedDecoder(trial, model.arrays, mean), values, firstOf(context));
    return { log_likelihood_of_points: linearVaeLogLikelihood(decoder, moments), elbo_of_points: elbo };
  },
};

/** By the importance samples where there are any, so that the gap to their estimate is never below 0. */
function sampledElbo(context: MeasureContext): number {
  const estimate = context.weighted();
  if (estimate) return estimate.elbo;
  const { reconstructionOfPoints } = context.evaluated();
  const kl = latentDimensions(firstOf(context)).klPerDimension.reduce((total, value) => total + value, 0);
  return reconstructionOfPoints
    .subarray(0, context.points)
    .reduce((total, value) => total + value / context.points, -kl);
}

/** The posteriors of the points. */
function firstOf({ evaluated, points }: MeasureContext): EncoderOutputs {
  const { outputs } = evaluated();
  const { latentDim, posteriorMean, posteriorVariance } = outputs;
  const shared = posteriorVariance.length === latentDim;
  return {
    count: points,
    latentDim,
    posteriorMean: posteriorMean.subarray(0, points * latentDim),
    posteriorVariance: shared ? posteriorVariance : posteriorVariance.subarray(0, points * latentDim),
  };
}
