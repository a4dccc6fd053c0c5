import { approximationGap } from '@collapse/closed-forms';
import { type MetricName, seedStream } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { importanceWeightedLogLikelihood } from '../evaluation/importance-weighted.ts';
import { localPosteriors } from '../evaluation/local-posteriors.ts';
import type { Measure } from './measure.ts';
import type { MeasureContext } from './measure-context.ts';

/** The two parts of log p(x) - ELBO, beta = 1 (Cremer et al. 2018). */
export const inferenceGaps: Measure = {
  columns: [
    {
      name: 'approximation_gap',
      unit: 'nats',
      doc: 'log p(x) less the ELBO of the best diagonal Gaussian q of each data point',
    },
    {
      name: 'amortization_gap',
      unit: 'nats',
      doc: "that ELBO less the encoder's",
    },
  ],
  // The posterior of two levels is no diagonal Gaussian.
  fits: ({ model }) => model.levelCount === 1,
  take(context) {
    const [decoder, logLikelihood] = [context.decoder(), context.logLikelihood()];
    if (decoder === null || logLikelihood === null) return localGaps(context);
    const approximation = approximationGap(decoder);
    return { approximation_gap: approximation, amortization_gap: logLikelihood - context.elbo() - approximation };
  },
};

/** By steps from the encoder's posterior, over evaluation.gapPoints data points; log p(x) by samples from where they end. */
export function localGaps({ backend, trial, specification, model, data }: MeasureContext): Gaps {
  const { gapPoints, gapSteps, samples, importanceSamples } = specification.evaluation;
  if (gapPoints === undefined || gapSteps === undefined || importanceSamples === 0) return {};
  const points = Math.min(gapPoints, data.dataset.count);
  const best = localPosteriors(backend, trial, model.tensors, data, {
    points,
    steps: gapSteps,
    samples,
    noiseSeed: seedStream(specification.seed, 'gap'),
  });
  try {
    // The same draws for both, so that their difference has little noise.
    const noiseSeed = seedStream(specification.seed, 'gap estimate');
    const options = { samples: importanceSamples, points, noiseSeed };
    const encoded = importanceWeightedLogLikelihood(backend, trial, model.tensors, data, options);
    const found = importanceWeightedLogLikelihood(backend, trial, model.tensors, data, {
      ...options,
      posterior: best,
    });
    return {
      approximation_gap: found.logLikelihood - found.elbo,
      amortization_gap: found.elbo - encoded.elbo,
    };
  } finally {
    tf.dispose([best.mean, best.logVariance]);
  }
}

type Gaps = Partial<Record<Extract<MetricName, 'approximation_gap' | 'amortization_gap'>, number>>;
