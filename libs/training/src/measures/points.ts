import { linearVaeLogLikelihood, momentsOf } from '@collapse/closed-forms';
import type { Measure } from './measure.ts';

/** What the estimates of log p(x) are to be compared with: the exact values over their own data points. */
export const ofPoints: Measure = {
  columns: [
    { name: 'log_likelihood_of_points', unit: 'nats', doc: 'exact log p(x) over the data points of the estimates' },
  ],
  fits: ({ evaluation }) => evaluation.importanceSamples > 0 || evaluation.priorSamples !== undefined,
  take({ data, decoder, explained, points }) {
    const [linear, all] = [decoder(), explained()];
    if (!linear || !all) return {};
    const { dim } = data.dataset;
    return {
      log_likelihood_of_points: linearVaeLogLikelihood(
        linear,
        momentsOf(all.values.subarray(0, points * dim), points, dim),
      ),
    };
  },
};
