import { named } from '../named.ts';
import type { Optimizer, OptimizerOf } from './contract.ts';

/**
 * RMSprop as torch.optim.RMSprop, neither centred nor with momentum: v := alpha v + (1 - alpha) g^2 from v = 0,
 * variable := variable - rate g / (sqrt(v) + epsilon). The mean square is not corrected for its start at 0.
 */
export const rmsprop: Optimizer<OptimizerOf<'rmsprop'>> = {
  kind: 'rmsprop',
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
};
