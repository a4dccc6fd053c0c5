import { defineObjective } from '@collapse/models';
import { z } from 'zod';

// As it stands this holds the KL at a capacity. Change it from here: docs/extending.md has each member.
export default defineObjective({
  kind: 'name-of-it',
  summary: 'E_q ln p(x|z) - beta |KL - capacity|, which pays for a KL below the capacity too (Burgess et al. 2018)',
  fields: {
    capacity: z.number().min(0).default(1).describe('KL that is held, nats per data point'),
  },
  // Maximized: one number a member of the pack, [P]. A level's weight is objective.beta with its schedule.
  value: (ops, terms, _sizes, { capacity }) =>
    terms.levels.reduce(
      (value, { weight, meanKl }) => ops.sub(value, ops.mul(weight, ops.abs(ops.sub(meanKl(), capacity)))),
      terms.meanReconstruction(),
    ),
  // The same from the means over the whole data set.
  measured: ({ reconstruction, levels }, _sizes, { capacity }) =>
    levels.reduce((value, { weight, kl }) => value - weight * Math.abs(kl - capacity), reconstruction),
});
