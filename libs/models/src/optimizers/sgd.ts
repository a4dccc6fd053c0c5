import { z } from 'zod';
import { named } from '../contracts/named.ts';
import { defineOptimizer } from '../contracts/optimizer.ts';

/**
 * Gradient descent with momentum (Sutskever, Martens, Dahl & Hinton 2013) as torch.optim.SGD without dampening:
 * v := momentum v + g from v = 0, so that the first v is the gradient, then variable := variable - rate v, or with Nesterov's
 * momentum variable - rate (g + momentum v).
 */
export const sgd = defineOptimizer({
  kind: 'sgd',
  summary: 'stochastic gradient descent with momentum, as torch.optim.SGD',
  fields: {
    momentum: z.number().min(0).lt(1).default(0),
    nesterov: z.boolean().default(false).describe("Nesterov's momentum, for a momentum above 0"),
  },
  inPack: ['momentum'],
  float32: ['momentum'],
  decays: ['momentum'],
  slots: ['velocity'],
  constants: ({ momentum }) => ({ momentum }),
  ofUpdate: () => ({}),
  apply({ backend, ops, variable, slots, inputs, gradient }, { nesterov }) {
    const momentum = named(inputs, 'momentum');
    const slot = named(slots, 'velocity');
    const velocity = ops.add(ops.mul(backend.readVariable(slot), momentum), gradient);
    const direction = nesterov ? ops.add(gradient, ops.mul(velocity, momentum)) : velocity;
    backend.assignVariable(slot, velocity);
    const change = ops.mul(direction, named(inputs, 'learningRate'));
    backend.assignVariable(variable, ops.sub(backend.readVariable(variable), change));
  },
  check: ({ momentum, nesterov }) =>
    !nesterov || momentum > 0
      ? []
      : [
          {
            field: 'optimizer.nesterov',
            expected: 'false where optimizer.momentum is 0',
            received: true,
            remedy: 'Write false, or a momentum above 0.',
          },
        ],
});
