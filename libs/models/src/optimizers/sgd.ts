import { named } from '../named.ts';
import type { Optimizer, OptimizerOf } from './contract.ts';

/**
 * Gradient descent with momentum as torch.optim.SGD without dampening: v := momentum v + g from v = 0, so that the first v is
 * the gradient, then variable := variable - rate v, or with Nesterov's momentum variable - rate (g + momentum v).
 */
export const sgd: Optimizer<OptimizerOf<'sgd'>> = {
  kind: 'sgd',
  slots: ['velocity'],
  constants: ({ momentum }) => ({ momentum }),
  ofUpdate: () => ({}),
  apply({ backend, ops, own, variable, slots, inputs, gradient }) {
    const momentum = named(inputs, 'momentum');
    const slot = named(slots, 'velocity');
    const velocity = ops.add(ops.mul(backend.readVariable(slot), momentum), gradient);
    const direction = own.nesterov ? ops.add(gradient, ops.mul(velocity, momentum)) : velocity;
    backend.assignVariable(slot, velocity);
    const change = ops.mul(direction, named(inputs, 'learningRate'));
    backend.assignVariable(variable, ops.sub(backend.readVariable(variable), change));
  },
};
