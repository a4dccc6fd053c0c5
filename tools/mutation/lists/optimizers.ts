import type { MutatedFile } from '../mutation.ts';

export const optimizers: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/optimizers/learning-rate-schedules.ts',
    tests: ['optimizers/learning-rate-schedules.test.ts', 'libs/training/test/steps/schedules.test.ts'],
    mutations: [
      {
        find: 'finalFraction ** progress',
        replace: 'finalFraction',
        means: 'an exponential schedule is at its end from the start',
      },
      {
        find: '(1 + Math.cos(Math.PI * progress))) / 2',
        replace: '(1 + Math.cos(Math.PI * progress)))',
        means: 'a cosine schedule starts at twice the rate',
      },
      {
        find: 'share: () => 1, usesFinalFraction: false',
        replace: 'share: () => 1, usesFinalFraction: true',
        means: 'where a constant rate would end makes another training',
        tests: ['libs/trials/test/optimizers/optimizers.test.ts', 'libs/trials/test/grid/without-effect.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/optimizers/shared-fields.ts',
    tests: [
      'libs/trials/test/specification/specification.test.ts',
      'libs/trials/test/checks/bounds.test.ts',
      'libs/trials/test/optimizers/optimizers.test.ts',
      'libs/trials/test/identity/pack-key.test.ts',
    ],
    mutations: [
      {
        find: 'finalFraction: z.number().positive().max(1)',
        replace: 'finalFraction: z.number().positive()',
        means: 'a rate that grows passes',
      },
      {
        find: "asTensors: ['learningRate', 'clipNorm']",
        replace: "asTensors: ['clipNorm']",
        means: 'different rates cannot train together',
      },
      {
        find: "float32: ['learningRate', 'clipNorm']",
        replace: "float32: ['learningRate']",
        means: 'a clipping norm that float32 takes as 0 passes',
        tests: ['libs/trials/test/checks/check-float32.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/optimizers/adam.ts',
    tests: ['optimizers/optimizers.test.ts', 'libs/training/test/steps/steps-by-hand.test.ts'],
    mutations: [
      {
        find: 'beta2: z.number().min(0).lt(1).default(0.999)',
        replace: 'beta2: z.number().min(0).lt(1).default(0.99)',
        means: 'another default: old grids train something else',
        tests: ['libs/trials/test/identity/trial-id.test.ts', 'libs/trials/test/specification/specification.test.ts'],
      },
      {
        find: 'beta2: z.number().min(0).lt(1).default(0.999)',
        replace: 'beta2: z.number().min(0).max(1).default(0.999)',
        means: 'a beta2 of 1 passes, which never learns',
        tests: ['libs/trials/test/identity/trial-id.test.ts', 'libs/trials/test/specification/specification.test.ts'],
      },
      {
        find: 'beta1Power: beta1 ** count',
        replace: 'beta1Power: beta1',
        means: 'the bias of the first moment is corrected as in the first step',
      },
      {
        find: 'beta2Power: beta2 ** count',
        replace: 'beta2Power: beta2',
        means: 'the bias of the second moment is corrected as in the first step',
      },
      {
        find: '=> ({ beta1, beta2, epsilon })',
        replace: '=> ({ beta1, beta2: 0.999, epsilon })',
        means: 'beta2 is ignored',
      },
      {
        find: '=> ({ beta1, beta2, epsilon })',
        replace: '=> ({ beta1: 0.9, beta2, epsilon })',
        means: 'beta1 is ignored',
      },
      {
        find: '=> ({ beta1, beta2, epsilon })',
        replace: '=> ({ beta1, beta2, epsilon: 1e-8 })',
        means: 'epsilon is ignored',
      },
    ],
  },
  {
    file: 'libs/models/src/optimizers/sgd.ts',
    tests: ['optimizers/optimizers.test.ts', 'libs/training/test/steps/optimizers.test.ts'],
    mutations: [
      {
        find: 'nesterov ? ops.add(gradient, ops.mul(velocity, momentum)) : velocity',
        replace: 'nesterov ? ops.add(velocity, ops.mul(velocity, momentum)) : velocity',
        means: "Nesterov's step looks ahead from the velocity",
      },
      {
        find: '!nesterov || momentum > 0',
        replace: 'true',
        means: 'a momentum of Nesterov without momentum passes, which is another trial of the same training',
        tests: ['libs/trials/test/optimizers/optimizers.test.ts'],
      },
      { find: 'backend.assignVariable(slot, velocity);', replace: '', means: 'there is no momentum' },
    ],
  },
  {
    file: 'libs/models/src/optimizers/rmsprop.ts',
    tests: ['optimizers/optimizers.test.ts', 'libs/training/test/steps/optimizers.test.ts'],
    mutations: [
      {
        find: "ops.add(ops.sqrt(meanSquare), named(inputs, 'epsilon'))",
        replace: "ops.sqrt(ops.add(meanSquare, named(inputs, 'epsilon')))",
        means: 'epsilon is inside the root',
      },
      { find: 'ops.sub(1, alpha)', replace: 'alpha', means: 'the newest square weighs as much as those before' },
    ],
  },
  {
    file: 'libs/models/src/optimizers/clip-by-norm.ts',
    tests: ['optimizers/clip-by-norm.test.ts', 'libs/training/test/steps/optimizers.test.ts'],
    mutations: [
      {
        find: 'ops.maximum(norm, clipNorm)',
        replace: 'norm',
        means: 'a short gradient is made as long as the clipping norm',
      },
      {
        find: ', ops.sub(norm, norm))',
        replace: ', 0)',
        means: 'a gradient that float32 does not hold leaves the parameters where they are',
      },
      {
        find: 'ops.sum(ops.square(gradient), inner(gradient))',
        replace: 'ops.sum(ops.square(gradient))',
        means: 'members of a pack are clipped by the gradient of all',
      },
    ],
  },
  {
    file: 'libs/training/src/steps/update-parameters.ts',
    tests: ['start/linear-start.test.ts', 'steps/optimizers.test.ts'],
    mutations: [
      {
        find: 'model.isOfEncoder(name) ? inputs : ofDecoder',
        replace: 'inputs',
        means: "the decoder's bias correction counts the encoder's steps",
      },
      {
        find: 'inputs.clipNorm ? clipByNorm(tf, whole, inputs.clipNorm) : whole',
        replace: 'whole',
        means: 'nothing is clipped',
      },
    ],
  },
];
