import type { MutatedFile } from '../mutation.ts';

export const modelVae: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/vae/decoder.ts',
    tests: ['vae/conditional.test.ts'],
    mutations: [
      {
        find: "network.firstWidth === null ? withCondition(ops, parameters, 'decoder', location, condition) : location",
        replace: 'location',
        means: 'a linear decoder does not see the condition',
      },
    ],
  },
  {
    file: 'libs/models/src/vae/encoder.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'Math.log(fixedVariance))',
        replace: 'fixedVariance)',
        means: 'a fixed variance is taken for its logarithm',
        tests: ['vae/second-level-by-hand.test.ts'],
      },
      {
        find: "network.firstWidth === null ? withCondition(ops, parameters, 'encoder', mean, condition) : mean",
        replace: 'mean',
        means: 'a linear encoder does not see the condition',
        tests: ['vae/conditional.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/vae/gaussian-kl.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      { find: ', 0.5)', replace: ', 1)', means: 'twice the KL' },
      { find: 'logVariance), 1)', replace: 'logVariance), 0)', means: 'the KL is k / 2 too large' },
      { find: 'ops.square(mean)', replace: 'ops.abs(mean)', means: 'the mean counts by its size' },
    ],
  },
  {
    file: 'libs/models/src/vae/open-vae.ts',
    tests: ['vae/open-vae.test.ts', 'estimators/estimator-of.test.ts'],
    mutations: [
      {
        find: "encoderWidths !== null && fields.encoder.variance === 'shared'",
        replace: 'encoderWidths !== null',
        means: 'an amortized variance is trained as a shared one',
      },
      {
        find: 'second === undefined && conditionDim === 0 && encoderWidths',
        replace: 'conditionDim === 0 && encoderWidths',
        means: 'two levels are trained as one',
      },
      {
        find: 'second === undefined && conditionDim === 0 && encoderWidths',
        replace: 'second === undefined && encoderWidths',
        means: 'a conditional model is trained on the moments',
      },
      {
        find: 'hasLinearEncoder && encoderWidths?.length === 0 && decoderWidths',
        replace: 'hasLinearEncoder && decoderWidths',
        means: 'a deep linear encoder is trained as one layer',
      },
      {
        find: "{ name: 'z2', weight: secondBeta,",
        replace: "{ name: 'z2', weight: beta,",
        means: 'the second level has the weight of the first',
        tests: ['vae/second-level-by-hand.test.ts'],
      },
      {
        find: "{ name: 'z1', weight: beta,",
        replace: "{ name: 'z1', weight: ops.mul(beta, 0),",
        means: 'the first of two levels costs nothing',
        tests: ['vae/second-level-by-hand.test.ts'],
      },
      {
        find: 'klPerDimension: () => ops.mean(kl(), 1)',
        replace: 'klPerDimension: () => ops.sum(kl(), 1)',
        means: 'the KL of a dimension grows with the batch',
        tests: ['objectives/free-bits.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/vae/one-layer-decoder.ts',
    tests: ['vae/one-layer-decoder.test.ts'],
    mutations: [
      {
        find: 'withBiases ? ops.add(',
        replace: "withBiases && layer !== 'decoder.location' ? ops.add(",
        means: "the last layer's biases are left out",
      },
      {
        find: 'through(condition, false)',
        replace: 'condition',
        means: 'the condition does not go through the hidden layers',
      },
    ],
  },
  {
    file: 'libs/models/src/vae/reparametrise.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.exp(ops.mul(logVariance, 0.5))',
        replace: 'ops.exp(logVariance)',
        means: 'samples with the variance as deviation',
      },
      {
        find: 'deviation.shape[1] === 1 ? deviation : ops.tile(deviation, [1, samples, 1])',
        replace: 'deviation.shape[1] === 1 ? deviation : ops.tile(ops.reverse(deviation, 1), [1, samples, 1])',
        means: 'the deviations of other points',
      },
    ],
  },
  {
    file: 'libs/models/src/vae/second-level.ts',
    tests: ['vae/second-level-by-hand.test.ts'],
    mutations: [
      {
        find: 'ops.add(ofFirst, ofSecond)',
        replace: 'ofFirst',
        means: 'the variance of the second level costs the first nothing',
      },
      {
        find: 'latentDim * (Math.log(priorVariance) - 1)',
        replace: 'latentDim * Math.log(priorVariance)',
        means: 'the first KL is off by k / 2',
      },
      {
        find: 'ops.div(squared, priorVariance)',
        replace: 'squared',
        means: "the prior's variance is 1 whatever is asked",
      },
      {
        find: 'const moments = ops.add(ops.sum(ops.square(secondMean), -1), ops.squeeze(spread, [2]));',
        replace: 'const moments = ops.sum(ops.square(secondMean), -1);',
        means: "q(z1|x)'s spread costs no KL of the second level",
      },
      {
        find: 'Math.sqrt(second.priorVariance)',
        replace: 'second.priorVariance',
        means: 'prior codes with the variance as deviation',
      },
      {
        find: 'if (!second) return noise;',
        replace: 'if (!second) return ops.mul(noise, 2);',
        means: 'codes of one level are not those of the prior',
      },
      {
        find: 'start: { constant: 0 }',
        replace: 'start: { constant: 1 }',
        means: 'the second level starts at a variance of e',
        tests: ['vae/parameter-starts.test.ts'],
      },
    ],
  },
];
