import { z } from 'zod';
import { named } from '../contracts/named.ts';
import { defineOptimizer } from '../contracts/optimizer.ts';

/**
 * RMSprop (Tieleman & Hinton 2012, lecture 6.5) as torch.optim.RMSprop, neither centred nor with momentum:
 * v := alpha v + (1 - alpha) g^2 from v = 0, variable := variable - rate g / (sqrt(v) + epsilon). The mean square is not
 * corrected for its start at 0.
 */
export const rmsprop = defineOptimizer({
  kind: 'rmsprop',
  summary: 'RMSprop as torch.optim.RMSprop, epsilon outside the square root',
  fields: {
    alpha: z.number().min(0).lt(1).default(0.99).describe('share of the mean square that a step keeps'),
    epsilon: z.number().positive().default(1e-8),
  },
  inPack: ['alpha', 'epsilon'],
  float32: ['epsilon'],
  decays: ['alpha'],
  slots: ['meanSquare'],
  constants: ({ alpha, epsilon }) => ({ alpha, epsilon }),
  ofUpdate: () => ({}),
  apply({ backend, ops, variable, slots, inputs, gradient }) {
    const alpha = named(inputs, 'alpha');
    const slot = named(slots, 'meanSquare');
    const kept = ops.mul(backend.readVariable(slot), alpha);
    const meanSquare = ops.add(kept, ops.mul(ops.square(gradient), ops.sub(1, alpha)));
    backend.assignVariable(slot, meanSquare);
    const size = ops.add(ops.sqrt(meanSquare), named(inputs, 'epsilon'));
    const change = ops.div(ops.mul(gradient, named(inputs, 'learningRate')), size);
    backend.assignVariable(variable, ops.sub(backend.readVariable(variable), change));
  },
});
