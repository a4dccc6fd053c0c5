import type { MutatedFile } from '../mutation.ts';

export const models: readonly MutatedFile[] = [
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
    file: 'libs/models/src/objectives/analytic.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'const error = tf.add(ofMean, ofVariance);',
        replace: 'const error = ofMean;',
        means: 'the posterior variance costs no reconstruction',
      },
      {
        find: 'tf.exp(posterior.logVariance), columnNorms',
        replace: 'posterior.logVariance, columnNorms',
        means: 'the log-variance is taken for the variance',
      },
      {
        find: 'tf.mul(tf.squeeze(logVariance, [2]), dim)',
        replace: 'tf.squeeze(logVariance, [2])',
        means: 'one variance counts for one dimension',
      },
      { find: 'dim * LN_2PI', replace: '0', means: 'the normaliser is left out' },
      {
        find: 'asWritten ? tf.neg(error) : gaussianLogDensity',
        replace: 'gaussianLogDensity',
        means: 'a loss as written is an ELBO',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/analytic-moments.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.square(tf.squeeze(encoderBias, [1]))',
        replace: 'tf.mul(0, tf.squeeze(encoderBias, [1]))',
        means: "the encoder's bias costs no KL",
      },
      { find: 'tf.mul(inputs.beta, tf.sum(', replace: 'tf.mul(1, tf.sum(', means: 'beta is ignored' },
      {
        find: 'tf.add(decoderBias, tf.matMul(encoderBias, decoder))',
        replace: 'decoderBias',
        means: "what the decoder makes of the encoder's bias is left out",
      },
      {
        find: 'tf.squeeze(posteriorVariance, [1]), columnNorms',
        replace: 'columnNorms, columnNorms',
        means: 'the posterior variance is replaced by the decoder',
      },
      {
        find: 'posteriorMeanVariance: meanVariance,',
        replace: 'posteriorMeanVariance: secondMoment,',
        means: 'the second moment of the posterior mean for its variance',
        tests: ['objectives/moments-terms.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/linear-fit.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.sub(fitted, tf.mul(explained, 2))',
        replace: 'tf.sub(fitted, explained)',
        means: 'what is explained counts once',
      },
      {
        find: 'tf.mul(crossed, ofVariances)',
        replace: 'tf.mul(crossed, 0)',
        means: 'the KL has no gradient in the encoder',
      },
      {
        find: 'return [encoder, tf.mul(residual, r), precision];',
        replace: 'return [encoder, residual, precision];',
        means: "the decoder's gradient lacks the precision",
      },
      {
        find: '1, true), 0.5);\n  const precision',
        replace: '1, true), 1);\n  const precision',
        means: 'the variance learns twice as fast from the fit',
      },
      {
        find: 'diagonal ? tf.mul(covariance, x)',
        replace: 'diagonal ? tf.mul(1, x)',
        means: 'in the eigenbasis every direction is alike',
        tests: ['objectives/moments-terms.test.ts'],
      },
      {
        find: 'r.shape[2] === 1 ? tf.sum(ofPrecision, -1, true) : ofPrecision',
        replace: 'tf.sum(ofPrecision, -1, true)',
        means: 'variances per dimension have one gradient',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/objective.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.mul(beta, tf.mean(tf.sum(gaussianKl',
        replace: 'tf.mul(1, tf.mean(tf.sum(gaussianKl',
        means: 'beta is ignored',
      },
      {
        find: 'tf.mul(secondBeta, tf.mean(second, -1))',
        replace: 'tf.mul(beta, tf.mean(second, -1))',
        means: 'the second level has the weight of the first',
        tests: ['second-level-by-hand.test.ts'],
      },
      {
        find: 'tf.mul(beta, tf.mean(first, -1))',
        replace: 'tf.mul(beta, 0)',
        means: 'the first of two levels costs nothing',
        tests: ['second-level-by-hand.test.ts'],
      },
      {
        find: 'weights.kl * batchSize',
        replace: 'weights.kl',
        means: 'the KL of a loss as written is that of one point of a batch',
      },
      {
        find: 'tf.sub(reconstruction, weightedKl);',
        replace: 'reconstruction;',
        means: 'the ELBO is the reconstruction',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/reduction-weights.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'return { reconstruction: perElement, kl: 1 };',
        replace: 'return { reconstruction: perElement, kl: 1 / batchSize };',
        means: 'mean-sum is mean-batch',
      },
      {
        find: '1 / (batchSize * latentDim)',
        replace: '1 / latentDim',
        means: 'mean-mean does not divide by the batch size',
      },
      {
        find: 'return { reconstruction: 1 / batchSize, kl: 1 / batchSize };',
        replace: 'return { reconstruction: 1, kl: 1 };',
        means: 'batch-batch is sum-sum',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/reparametrise.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'tf.exp(tf.mul(logVariance, 0.5))',
        replace: 'tf.exp(logVariance)',
        means: 'samples with the variance as deviation',
      },
      {
        find: 'deviation.shape[1] === 1 ? deviation : tf.tile(deviation, [1, samples, 1])',
        replace: 'deviation.shape[1] === 1 ? deviation : tf.tile(tf.reverse(deviation, 1), [1, samples, 1])',
        means: 'the deviations of other points',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/stochastic-gram.ts',
    tests: ['objectives/stochastic-gram.test.ts'],
    mutations: [
      {
        find: '!isConditional(dataset) &&',
        replace: '',
        means: 'a conditional decoder is taken as one without condition',
      },
      { find: "likelihood.kind === 'gaussian' &&", replace: '', means: 'a Bernoulli is trained as a Gaussian' },
      {
        find: 'model.decoder.channels === undefined &&',
        replace: '',
        means: 'a convolutional decoder is taken as a linear one',
      },
      { find: 'tf.mul(perSample, 2)', replace: 'perSample', means: 'the cross term counts once' },
      {
        find: 'SMALLEST_VARIANCE = 0.01',
        replace: 'SMALLEST_VARIANCE = 0',
        means: 'small variances are trained with rounding',
      },
      {
        find: "[named(parameters, 'decoder.location.weights'), named(parameters, 'decoder.location.biases')]",
        replace:
          "[named(parameters, 'decoder.location.weights'), tf.zerosLike(named(parameters, 'decoder.location.biases'))]",
        means: "the decoder's bias stays where it is",
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/stochastic.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: "objective.reduction !== 'elbo' && likelihood.kind === 'gaussian' ? minusSquaredError : null",
        replace: 'null',
        means: 'a loss as written has the decoder variance',
      },
      {
        find: 'const score = error ?? LOG_LIKELIHOODS[likelihood.kind];',
        replace: 'const score = LOG_LIKELIHOODS[likelihood.kind];',
        means: 'the squared error of a loss as written is divided by a variance',
      },
      {
        find: 'inputs.condition && samples > 1 ?',
        replace: 'inputs.condition && samples > 99 ?',
        means: 'the condition is not repeated for each sample',
        tests: ['conditional.test.ts'],
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
