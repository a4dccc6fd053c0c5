import type { MutatedFile } from '../mutation.ts';

export const modelNetworks: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/convolution.ts',
    tests: ['convolution.test.ts'],
    mutations: [
      {
        find: 'image = { side: image.side / 2, channels };',
        replace: 'image = { side: image.side, channels };',
        means: 'the side is not halved',
      },
      {
        find: 'tf.transpose(inRows, [0, 2, 1, 3])',
        replace: 'tf.transpose(inRows, [0, 2, 3, 1])',
        means: 'pixels of a block in another order',
      },
      {
        find: 'const result = tf.add(products,',
        replace: 'const result = tf.sub(products,',
        means: 'the biases of convolutions are taken away',
      },
      { find: '[row, 1 - row],', replace: '[1 - row, row],', means: 'rows of a transposed convolution change places' },
      {
        find: 'if (layer < widths.length - 1) values =',
        replace: 'values =',
        means: 'an activation behind the last layer',
      },
      {
        find: '  [0, 1],\n  [1, 0],\n',
        replace: '  [1, 0],\n  [0, 1],\n',
        means: 'two corners of a kernel change places',
      },
      {
        find: 'side /= 2;\n    channels = next;',
        replace: 'channels = next;',
        means: 'the width behind convolutions is that of the whole image',
      },
    ],
  },
  {
    file: 'libs/models/src/decoder.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.log(tf.add(tf.exp(logVariance), floor))',
        replace: 'tf.maximum(logVariance, Math.log(floor))',
        means: 'the floor bounds the variance, where it is to be added',
      },
      {
        find: "withFloor(dense(parameters, 'decoder.logVariance', features), likelihood.varianceFloor)",
        replace: "dense(parameters, 'decoder.logVariance', features)",
        means: "a network's variance has no floor",
      },
      {
        find: "if (likelihood.learn === 'fixed') return fixedLogVariance;",
        replace: 'if (likelihood.learn !== "network") return fixedLogVariance;',
        means: 'a learned variance stays where it starts',
      },
    ],
  },
  {
    file: 'libs/models/src/dense-network.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      { find: 'relu: (x) => tf.relu(x)', replace: 'relu: (x) => tf.elu(x)', means: 'relu is elu' },
      {
        find: 'tanh: (x) => tf.tanh(x)',
        replace: 'tanh: (x) => tf.sigmoid(x)',
        means: 'tanh is the logistic function',
      },
      {
        find: 'layer === 0 ? withCondition',
        replace: 'layer === 1 ? withCondition',
        means: 'the condition enters the second layer',
        tests: ['conditional.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/encoder.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'Math.log(second.firstVariance))',
        replace: 'second.firstVariance)',
        means: 'a fixed variance is taken for its logarithm',
        tests: ['second-level-by-hand.test.ts'],
      },
      {
        find: "hidden.length === 0 ? withCondition(parameters, 'encoder', mean, condition) : mean",
        replace: 'mean',
        means: 'a linear encoder does not see the condition',
        tests: ['conditional.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/gaussian-kl.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      { find: ', 0.5)', replace: ', 1)', means: 'twice the KL' },
      { find: 'logVariance), 1)', replace: 'logVariance), 0)', means: 'the KL is k / 2 too large' },
      { find: 'tf.square(mean)', replace: 'tf.abs(mean)', means: 'the mean counts by its size' },
    ],
  },
  {
    file: 'libs/models/src/likelihoods.ts',
    tests: ['likelihoods.test.ts', 'objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.mul(tf.add(scalar, LN_2PI), dim)',
        replace: 'tf.add(scalar, LN_2PI)',
        means: 'one variance counts for one dimension',
      },
      {
        find: 'tf.mul(squared, tf.exp(tf.neg(logVariance)))',
        replace: 'tf.mul(squared, tf.exp(logVariance))',
        means: 'the squared error is multiplied by the variance',
      },
      {
        find: 'tf.sub(values, tf.sigmoid(at))',
        replace: 'tf.sub(tf.sigmoid(at), values)',
        means: 'the gradient of a Bernoulli points the other way',
      },
      {
        find: 'tf.sub(values, tf.sigmoid(at))',
        replace: 'tf.sub(values, tf.relu(at))',
        means: 'the gradient of a Bernoulli is another function',
      },
      {
        find: 'tf.mul(tf.expandDims(gradient, -1), ',
        replace: 'tf.mul(1, ',
        means: 'what lies behind a Bernoulli is left out of its gradient',
      },
      {
        find: 'tf.sum(logNormaliser(decoded.location), -1)',
        replace: 'tf.mean(logNormaliser(decoded.location), -1)',
        means: 'the normaliser of one pixel',
      },
      {
        find: 'tf.sub(1 / 12, tf.mul(squared, 7 / 1440))',
        replace: 'tf.sub(1 / 6, tf.mul(squared, 7 / 1440))',
        means: 'the normaliser is wrong near a logit of 0',
      },
      { find: '7 / 1440', replace: '0', means: 'the series of the normaliser ends a term too soon' },
      { find: '7 / 360', replace: '0', means: "the series of the normaliser's slope ends a term too soon" },
      {
        find: 'tf.sub(tf.div(1, away), tf.div(2, ',
        replace: 'tf.sub(tf.div(1, away), tf.div(1, ',
        means: 'the slope of the normaliser is wrong away from 0',
      },
      {
        find: 'return tf.mul(gradient, slope);',
        replace: 'return slope;',
        means: 'what lies behind the normaliser is left out of its gradient',
      },
      { find: 'NEAR_ZERO = 0.1', replace: 'NEAR_ZERO = 2', means: 'the series is taken where it is no good' },
    ],
  },
  {
    file: 'libs/models/src/model.ts',
    tests: ['trains-on-moments.test.ts', 'objectives/objectives.test.ts'],
    mutations: [
      {
        find: "specification.train.batchSize === 'full' &&",
        replace: '',
        means: 'batches are ignored where the moments would do',
      },
      {
        find: "variance === 'shared'",
        replace: 'variance !== null',
        means: 'an amortized variance is trained as a shared one',
      },
      {
        find: 'const plain = model.second === undefined && !isConditional(dataset);',
        replace: 'const plain = !isConditional(dataset);',
        means: 'two levels are trained as one',
      },
    ],
  },
  {
    file: 'libs/models/src/named.ts',
    tests: ['trains-on-moments.test.ts'],
    mutations: [
      {
        find: 'if (thing === undefined) throw',
        replace: 'if (thing === null) throw',
        means: 'a missing parameter is handed on as undefined',
      },
    ],
  },
  {
    file: 'libs/models/src/second-level.ts',
    tests: ['second-level-by-hand.test.ts'],
    mutations: [
      {
        find: 'tf.add(ofFirst, ofSecond)',
        replace: 'ofFirst',
        means: 'the variance of the second level costs the first nothing',
      },
      {
        find: 'latentDim * (Math.log(second.priorVariance) - 1)',
        replace: 'latentDim * Math.log(second.priorVariance)',
        means: 'the first KL is off by k / 2',
      },
      {
        find: 'tf.div(squared, second.priorVariance)',
        replace: 'squared',
        means: "the prior's variance is 1 whatever is asked",
      },
      {
        find: 'const moments = tf.add(tf.sum(tf.square(secondMean), -1), tf.squeeze(spread, [2]));',
        replace: 'const moments = tf.sum(tf.square(secondMean), -1);',
        means: "q(z1|x)'s spread costs no KL of the second level",
      },
      {
        find: 'Math.sqrt(second.priorVariance)',
        replace: 'second.priorVariance',
        means: 'prior codes with the variance as deviation',
      },
      {
        find: 'if (!second) return noise;',
        replace: 'if (!second) return tf.mul(noise, 2);',
        means: 'codes of one level are not those of the prior',
      },
      {
        find: 'start: { constant: 0 }',
        replace: 'start: { constant: 1 }',
        means: 'the second level starts at a variance of e',
        tests: ['trains-on-moments.test.ts'],
      },
    ],
  },
];
