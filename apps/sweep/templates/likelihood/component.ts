import { defineLikelihood } from '@collapse/models';
import { z } from 'zod';

// As it stands this is the logistic density with mean `location`. Change it from here: docs/extending.md has each member.
export default defineLikelihood({
  kind: 'name-of-it',
  label: 'a logistic decoder',
  summary: 'the logistic density around the location, with tails heavier than a Gaussian’s',
  // What values it is a density of: real, unit, open-unit or count. Data of other values are refused.
  support: 'real',
  // The location is relative to the mean of the data, as the encoder's input is.
  isCentred: true,
  fields: {
    scale: z.number().positive().default(1).describe('scale of the density, in units of the data'),
  },
  // x and location broadcast to [..., dim]; the result loses that axis. Nats per data point.
  logDensity(ops, x, { location }, { scale }) {
    const standard = ops.div(ops.sub(x, location), scale);
    // ln p = -s - 2 ln(1 + exp(-s)) - ln scale.
    const softplus = ops.softplus(ops.neg(standard));
    const terms = ops.add(ops.add(standard, ops.mul(softplus, 2)), Math.log(scale));
    return ops.neg(ops.sum(terms, -1));
  },
  mean: (_ops, { location }) => location,
});
