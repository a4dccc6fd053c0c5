import { defineLikelihood } from '../contracts/likelihood.ts';
import { librarySize, logOfCounts, logRate } from './library-size.ts';
import { logGamma } from './log-gamma.ts';

export const poisson = defineLikelihood({
  kind: 'poisson',
  label: 'a Poisson decoder',
  summary: 'counts with rate exp(location), or that times the mean count of the data point; scipy.stats.poisson',
  support: 'count',
  fields: { librarySize },
  input: logOfCounts,
  /** sum [x ln r - r - ln x!]. */
  logDensity(ops, x, { location }, own) {
    const rate = logRate(ops, x, location, own.librarySize);
    const terms = ops.sub(ops.sub(ops.mul(x, rate), ops.exp(rate)), logGamma(ops, ops.add(x, 1)));
    return ops.sum(terms, -1);
  },
  /** Where the library size is observed: of a data point whose mean count is 1. */
  mean: (ops, { location }) => ops.exp(location),
});
