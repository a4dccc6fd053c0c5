import type { MutatedFile } from '../mutation.ts';

export const modelObjectives: readonly MutatedFile[] = [
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
];
