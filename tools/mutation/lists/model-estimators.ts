import type { MutatedFile } from '../mutation.ts';

export const modelEstimators: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/estimators/analytic.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'const error = ops.add(ofMean, ofVariance);',
        replace: 'const error = ofMean;',
        means: 'the posterior variance costs no reconstruction',
      },
      {
        find: 'ops.exp(posterior.logVariance), columnNorms',
        replace: 'posterior.logVariance, columnNorms',
        means: 'the log-variance is taken for the variance',
      },
      {
        find: 'ops.mul(ops.squeeze(logVariance, [2]), dim)',
        replace: 'ops.squeeze(logVariance, [2])',
        means: 'one variance counts for one dimension',
      },
      { find: 'dim * LN_2PI', replace: '0', means: 'the normaliser is left out' },
      {
        find: 'asWritten ? ops.neg(error) : gaussianLogDensity',
        replace: 'gaussianLogDensity',
        means: 'a loss as written is an ELBO',
      },
      {
        find: " && objective.needs !== 'codes'",
        replace: '',
        means: 'codes are asked of an estimator that draws none',
        tests: ['estimators/estimator-of.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/estimators/gram.ts',
    tests: ['estimators/gram.test.ts'],
    mutations: [
      {
        find: 'model.conditionDim === 0 &&',
        replace: '',
        means: 'a conditional decoder is taken as one without condition',
      },
      {
        find: "gaussian !== null &&\n    gaussian.learn === 'fixed' &&\n    gaussian.variance >= SMALLEST_VARIANCE",
        replace: "(gaussian === null || (gaussian.learn === 'fixed' && gaussian.variance >= SMALLEST_VARIANCE))",
        means: 'a Bernoulli is trained as a Gaussian',
      },
      { find: "gaussian.learn === 'fixed' &&", replace: '', means: 'a learned variance stays where it starts' },
      {
        find: 'model.decoderWidths?.length === 0 &&',
        replace: '',
        means: 'a convolutional decoder is taken as a linear one',
      },
      { find: 'ops.mul(perSample, 2)', replace: 'perSample', means: 'the cross term counts once' },
      {
        find: 'SMALLEST_VARIANCE = 0.01',
        replace: 'SMALLEST_VARIANCE = 0',
        means: 'small variances are trained with rounding',
      },
      {
        find: "[named(parameters, 'decoder.location.weights'), named(parameters, 'decoder.location.biases')]",
        replace:
          "[named(parameters, 'decoder.location.weights'), ops.zerosLike(named(parameters, 'decoder.location.biases'))]",
        means: "the decoder's bias stays where it is",
      },
    ],
  },
  {
    file: 'libs/models/src/estimators/index.ts',
    tests: ['estimators/estimator-of.test.ts'],
    mutations: [
      { find: 'analytic, gram, sampled]', replace: 'analytic, sampled]', means: 'the Gram form is never used' },
      { find: 'settings.every(', replace: 'settings.some(', means: 'a pack is served by what fits one of its members' },
    ],
  },
  {
    file: 'libs/models/src/estimators/linear-fit.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.sub(fitted, ops.mul(explained, 2))',
        replace: 'ops.sub(fitted, explained)',
        means: 'what is explained counts once',
      },
      {
        find: 'ops.mul(crossed, ofVariances)',
        replace: 'ops.mul(crossed, 0)',
        means: 'the KL has no gradient in the encoder',
      },
      {
        find: 'return [encoder, ops.mul(residual, r), precision];',
        replace: 'return [encoder, residual, precision];',
        means: "the decoder's gradient lacks the precision",
      },
      {
        find: '1, true), 0.5);\n  const precision',
        replace: '1, true), 1);\n  const precision',
        means: 'the variance learns twice as fast from the fit',
      },
      {
        find: 'diagonal ? ops.mul(covariance, x)',
        replace: 'diagonal ? ops.mul(1, x)',
        means: 'in the eigenbasis every direction is alike',
        tests: ['estimators/moments.test.ts'],
      },
      {
        find: 'r.shape[2] === 1 ? ops.sum(ofPrecision, -1, true) : ofPrecision',
        replace: 'ops.sum(ofPrecision, -1, true)',
        means: 'variances per dimension have one gradient',
      },
    ],
  },
  {
    file: 'libs/models/src/estimators/moments.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'ops.square(ops.squeeze(encoderBias, [1]))',
        replace: 'ops.mul(0, ops.squeeze(encoderBias, [1]))',
        means: "the encoder's bias costs no KL",
      },
      { find: 'weight: inputs.beta,', replace: 'weight: ops.onesLike(inputs.beta),', means: 'beta is ignored' },
      {
        find: 'ops.add(decoderBias, ops.matMul(encoderBias, decoder))',
        replace: 'decoderBias',
        means: "what the decoder makes of the encoder's bias is left out",
      },
      {
        find: 'ops.squeeze(posteriorVariance, [1]), columnNorms',
        replace: 'columnNorms, columnNorms',
        means: 'the posterior variance is replaced by the decoder',
      },
      {
        find: 'posteriorMeanVariance: meanVariance,',
        replace: 'posteriorMeanVariance: secondMoment,',
        means: 'the second moment of the posterior mean for its variance',
        tests: ['estimators/moments.test.ts'],
      },
      {
        find: "estimator === 'analytic' && isFullBatch && ",
        replace: "estimator === 'analytic' && ",
        means: 'batches are ignored where the moments would do',
        tests: ['estimators/estimator-of.test.ts'],
      },
      {
        find: " && objective.needs === 'means'",
        replace: '',
        means: 'the KL of each data point is asked of the moments',
        tests: ['estimators/estimator-of.test.ts', 'objectives/free-bits.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/estimators/sampled.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      {
        find: 'objective.scoresErrors && likelihood.gaussian !== null',
        replace: 'false',
        means: 'a loss as written has the decoder variance',
      },
      {
        find: 'objective.scoresErrors && likelihood.gaussian !== null',
        replace: 'objective.scoresErrors',
        means: 'a cross-entropy as written is a squared error',
      },
      {
        find: 'inputs.condition && samples > 1 ?',
        replace: 'inputs.condition && samples > 99 ?',
        means: 'the condition is not repeated for each sample',
        tests: ['vae/conditional.test.ts'],
      },
    ],
  },
];
