import { defineOptimizer, named } from '@collapse/models';
import { z } from 'zod';

// As it stands this follows the sign of a running mean of the gradient. Change it from here: docs/extending.md has each member.
export default defineOptimizer({
  kind: 'name-of-it',
  summary: 'steps of one length by the sign of the mean gradient (signum: Bernstein et al. 2018)',
  fields: {
    momentum: z.number().min(0).lt(1).default(0.9).describe('share of the mean gradient that is kept at each step'),
  },
  // Numbers of a step come in as tensors: one compiled step then serves every value of them.
  inPack: ['momentum'],
  float32: ['momentum'],
  decays: ['momentum'],
  // Kept for each parameter, in its shape, from 0.
  slots: ['meanGradient'],
  constants: ({ momentum }) => ({ momentum }),
  ofUpdate: () => ({}),
  apply({ backend, ops, variable, slots, inputs, gradient }) {
    const momentum = named(inputs, 'momentum');
    const slot = named(slots, 'meanGradient');
    const kept = ops.mul(backend.readVariable(slot), momentum);
    const mean = ops.add(kept, ops.mul(gradient, ops.sub(1, momentum)));
    backend.assignVariable(slot, mean);
    const change = ops.mul(ops.sign(mean), named(inputs, 'learningRate'));
    backend.assignVariable(variable, ops.sub(backend.readVariable(variable), change));
  },
});
