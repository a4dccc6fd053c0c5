import { z } from 'zod';
import { named } from '../contracts/named.ts';
import { defineOptimizer } from '../contracts/optimizer.ts';

/** Kingma and Ba (2015), Adam, with the epsilon hat of its section 2: the back end's own operation. */
export const adam = defineOptimizer({
  kind: 'adam',
  summary: 'Adam with the epsilon hat of section 2 (Kingma & Ba 2015)',
  fields: {
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-8),
  },
  inPack: ['beta1', 'beta2', 'epsilon'],
  float32: ['epsilon'],
  decays: ['beta1', 'beta2'],
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
});
