import { named } from '../named.ts';
import type { Optimizer, OptimizerOf } from './contract.ts';

/** Kingma and Ba (2015), Adam, with the epsilon hat of its section 2: the back end's own operation. */
export const adam: Optimizer<OptimizerOf<'adam'>> = {
  kind: 'adam',
  slots: ['firstMoment', 'secondMoment'],
  constants: ({ beta1, beta2, epsilon }) => ({ beta1, beta2, epsilon }),
  ofUpdate: ({ beta1, beta2 }, count) => ({ beta1Power: beta1 ** count, beta2Power: beta2 ** count }),
  apply({ backend, variable, slots, inputs, gradient }) {
    backend.applyAdam(
      variable,
      named(slots, 'firstMoment'),
      named(slots, 'secondMoment'),
      {
        learningRate: named(inputs, 'learningRate'),
        beta1Power: named(inputs, 'beta1Power'),
        beta2Power: named(inputs, 'beta2Power'),
        beta1: named(inputs, 'beta1'),
        beta2: named(inputs, 'beta2'),
        epsilon: named(inputs, 'epsilon'),
      },
      gradient,
    );
  },
};
