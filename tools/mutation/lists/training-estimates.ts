import type { MutatedFile } from '../mutation.ts';

export const trainingEstimates: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/evaluation/evaluate-data.ts',
    tests: ['evaluation/evaluated-points.test.ts'],
    mutations: [
      {
        find: 'total.reconstruction += (points / count)',
        replace: 'total.reconstruction += (1 / Math.ceil(count / pointsAtOnce))',
        means: 'a short last chunk weighs as much as a whole one',
      },
      {
        find: 'total.decoderVariance += (points / count) *',
        replace: 'total.decoderVariance +=',
        means: 'decoder variances of chunks are added up',
      },
      {
        find: "gaussian !== null && gaussian.learn !== 'network'",
        replace: 'gaussian !== null',
        means: "a network's variance is taken as exact",
      },
      {
        find: 'set(own(values.logVariance), shared ? 0 : start * latentDim)',
        replace: 'set(own(values.logVariance), 0)',
        means: 'later chunks overwrite the posterior variances',
      },
      {
        find: 'points / count ** 2',
        replace: 'points / count',
        means: 'the error of a sampled ELBO does not fall with the number of points',
        tests: ['evaluation/sampling-error.test.ts', 'measures/measures.test.ts'],
      },
      {
        find: 'total.posteriorMean.set(own(values.mean), start * latentDim)',
        replace: 'total.posteriorMean.set(own(values.mean), 0)',
        means: 'later chunks overwrite the posterior means',
      },
      { find: 'Math.exp(values[index] ?? 0)', replace: 'values[index] ?? 0', means: 'log-variances for variances' },
      {
        find: "options.part === 'train' ? data.dataset.count : (data.dataset.test?.count ?? 0)",
        replace: 'data.dataset.count',
        means: 'as many held-out points as trained ones',
      },
      {
        find: 'sliceMembers(parameters, start, few.length)',
        replace: 'sliceMembers(parameters, 0, few.length)',
        means: 'every few members are measured as the first',
      },
      {
        find: 'return [low, (high + start) | 0];',
        replace: 'return [low, high];',
        means: 'each chunk has the same noise',
        tests: ['evaluation/evaluated-points.test.ts'],
      },
      {
        find: 'seedStream(specification.seed, stream)',
        replace: 'seedStream(0, stream)',
        means: 'every trial is measured by the same noise',
      },
      {
        find: 'array.subarray(member * size, (member + 1) * size)',
        replace: 'array.subarray(0, size)',
        means: 'every member of a pack has the measures of the first',
      },
      {
        find: 'const setting = byDensity({ model: isBare ? withFixedVariance(model) : model });',
        replace: 'const setting = { model: isBare ? withFixedVariance(model) : model, objective: trial.objective };',
        means: 'the ELBO of a loss as written is minus its error',
        tests: ['evaluation/evaluated-points.test.ts'],
      },
      {
        find: '[samples * points, model.latentDim]',
        replace: '[points, model.latentDim]',
        means: 'evaluation.samples is ignored',
      },
      {
        find: '? alongPrincipalAxes(outputs) :',
        replace: '? outputs :',
        means: 'axes of a free rotation are called in use',
        tests: ['evaluation/evaluated-points.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/evaluation/importance-weighted.ts',
    tests: ['measures/estimated-log-likelihood.test.ts', 'evaluation/final-metrics.test.ts'],
    mutations: [
      {
        find: 'done + Math.floor(index / count)',
        replace: 'Math.floor(index / count)',
        means: 'samples of a later pass overwrite the first ones',
      },
      { find: '(noiseSeed[1] + draw++) | 0', replace: 'noiseSeed[1]', means: 'every pass draws the same samples' },
      {
        find: 'tf.square(noise), tiled(logVariance)',
        replace: 'tf.square(noise), tf.zerosLike(noise)',
        means: 'the width of q is left out',
      },
      {
        find: 'logWeights[index % count]',
        replace: 'logWeights[Math.floor(index / samples) % count]',
        means: 'samples are given to other points',
      },
      { find: '/ (samples * points)', replace: '/ samples', means: 'the ELBO of the points is their sum' },
      { find: 'tf.square(z)', replace: 'tf.square(noise)', means: 'the prior is left out of the weights' },
      {
        find: 'condition && tf.tile(condition, [1, samples, 1])',
        replace: 'condition && tf.tile(tf.zerosLike(condition), [1, samples, 1])',
        means: 'the decoder does not see the condition',
      },
    ],
  },
  {
    file: 'libs/training/src/evaluation/naive-monte-carlo.ts',
    tests: ['measures/estimated-log-likelihood.test.ts'],
    mutations: [
      { find: '+ Math.log(now)', replace: '', means: 'later passes weigh less' },
      { find: '(value - Math.log(samples)) / points', replace: 'value / points', means: 'a sum for a mean' },
      { find: '(noiseSeed[1] + draw++) | 0', replace: 'noiseSeed[1]', means: 'every pass draws the same samples' },
      { find: 'Math.log1p(Math.exp(-Math.abs(a - b)))', replace: '0', means: 'the largest pass for the sum of all' },
      {
        find: 'const conditional = data.dataset.condition !== null;',
        replace: 'const conditional = false;',
        means: 'the condition is not looked at',
      },
    ],
  },
  {
    file: 'libs/training/src/steps/objective-value.ts',
    tests: ['steps/objective-value.test.ts'],
    mutations: [
      { find: 'secondBeta = beta', replace: 'secondBeta = 1', means: 'a second level without a weight has 1' },
      {
        find: 'level === 0 ? beta : secondBeta',
        replace: 'beta',
        means: 'the second level has the weight of the first',
      },
    ],
  },
  {
    file: 'libs/models/src/objectives/written-loss.ts',
    tests: ['libs/training/test/steps/objective-value.test.ts'],
    mutations: [
      {
        find: '-2 * gaussian.variance * (reconstruction',
        replace: '-gaussian.variance * (reconstruction',
        means: 'half the squared error',
      },
      {
        find: '(sizes.dim / 2) * Math.log(2 * Math.PI * gaussian.variance)',
        replace: '0',
        means: 'the normaliser is part of a loss as written',
      },
      { find: 'return -sizes.batchSize * (', replace: 'return -(', means: 'the loss of one point of a batch' },
    ],
  },
  {
    file: 'libs/training/src/data/data-slice.ts',
    tests: ['evaluation/evaluated-points.test.ts'],
    mutations: [
      {
        find: 'input: likelihood.input(target, data.mean())',
        replace: 'input: target',
        means: 'the encoder of a Bernoulli sees images that are not centred',
      },
      { find: 'tf.slice(values, [start, 0]', replace: 'tf.slice(values, [0, 0]', means: 'every chunk is the first' },
    ],
  },
  {
    file: 'libs/training/src/evaluation/posteriors.ts',
    tests: ['evaluation/posteriors.test.ts'],
    mutations: [
      {
        find: 'values[index % values.length]',
        replace: 'values[index]',
        means: 'one variance for all points is that of the first point alone',
      },
      {
        find: "dataSync<'float32'>(), start * latentDim",
        replace: "dataSync<'float32'>(), start",
        means: 'chunks of posteriors lie over each other',
      },
    ],
  },
];
