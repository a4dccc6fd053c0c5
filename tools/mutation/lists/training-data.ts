import type { MutatedFile } from '../mutation.ts';

export const trainingData: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/data/batch-stream.ts',
    tests: ['data/batch-stream.test.ts'],
    mutations: [
      {
        find: 'if (position + batchSize > count) {',
        replace: 'if (position >= count) {',
        means: 'the last batch of an epoch runs over its end',
      },
      {
        find: 'drawUpTo(last)',
        replace: 'drawUpTo(last - 1)',
        means: 'no point stays in its place: orders are not uniform',
      },
      { find: '(limit) => uniformInt(random, 0, limit)', replace: '() => 0', means: 'orders are not drawn at random' },
      { find: '[low, high, ~low, ~high]', replace: '[1, high, ~1, ~high]', means: 'half of the seed is ignored' },
      {
        find: 'target[offset + point]',
        replace: 'target[point]',
        means: "a member's batch overwrites another's",
        tests: ['steps/steps-by-hand.test.ts'],
      },
      {
        find: 'if (from === null) skipN(random, NUMBERS_TO_SKIP);',
        replace: '',
        means: 'similar seeds give similar orders',
      },
      {
        find: 'from?.position ?? count',
        replace: 'count',
        means: 'a training that goes on begins a new epoch',
        tests: ['run/resume.test.ts'],
      },
      {
        find: 'from?.generator ?? ',
        replace: '',
        means: 'a training that goes on draws the orders of before',
        tests: ['run/resume.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/data/dataset-tensors.ts',
    tests: ['data/dataset-tensors.test.ts'],
    mutations: [
      {
        find: "name === 'train' ? dataset : dataset.test",
        replace: 'dataset',
        means: 'held-out data are those trained on',
      },
      {
        find: "name === 'train' ? condition.values : condition.test",
        replace: 'condition.values',
        means: 'held-out images get conditions of others',
      },
      { find: 'subtractMean(values, condition.mean, count)', replace: 'values', means: 'the condition is not centred' },
      {
        find: 'return tf.tensor2d(values, [count, dim]);',
        replace: 'return tf.tensor2d(subtractMean(values, moments.mean, count), [count, dim]);',
        means: 'a Bernoulli is given centred images to give back',
      },
      {
        find: 'moments.covariance[index * dim + index]',
        replace: 'moments.covariance[index]',
        means: 'the variances are the first row of the covariance',
      },
      { find: 'if (known) return known;', replace: '', means: 'tensors are made again at every use' },
      {
        find: 'for (const tensor of made.values()) tensor.dispose();',
        replace: '',
        means: 'tensors of a data set are never freed',
      },
      { find: '- value) ** 2', replace: ') ** 2', means: 'squared norms of data that are not centred' },
    ],
  },
  {
    file: 'libs/models/src/estimators/eigenbasis.ts',
    tests: [
      'estimators/eigenbasis.test.ts',
      'libs/training/test/steps/steps-by-hand.test.ts',
      'libs/training/test/data/dataset-tensors.test.ts',
    ],
    mutations: [
      {
        find: "named(parameters, 'encoder.mean.weights'), true)",
        replace: "named(parameters, 'encoder.mean.weights'))",
        means: 'the encoder is rotated the other way',
      },
      {
        find: "'decoder.location.biases': ops.matMul(named(parameters, 'decoder.location.biases'), eigenvectors, false, true),",
        replace: '',
        means: 'the bias is left in the eigenbasis',
      },
      {
        find: "'decoder.location.weights': ops.matMul(named(parameters, 'decoder.location.weights'), eigenvectors),",
        replace: '',
        means: 'the decoder starts elsewhere in the eigenbasis',
      },
    ],
  },
  {
    file: 'libs/training/src/data/explained-data.ts',
    tests: ['likelihoods/conditional-likelihood.test.ts', 'likelihoods/two-level-and-conditional.test.ts'],
    mutations: [
      { find: '- (condition.mean[i] ?? 0)', replace: '', means: 'the condition is taken from the data uncentred' },
      {
        find: '(left[row * dim + j] as number) - value *',
        replace: '(left[row * dim + j] as number) + value *',
        means: 'what the condition says is added',
      },
      {
        find: 'moments: momentsOf(left, count, dim)',
        replace: 'moments',
        means: 'the moments are those of the data, condition and all',
      },
    ],
  },
  {
    file: 'libs/training/src/start/initial-parameters.ts',
    tests: ['start/starting-values.test.ts'],
    mutations: [
      { find: '(high + index) | 0', replace: 'high', means: 'all parameters start from the same draws' },
      { find: 'value * start.normal', replace: 'value', means: 'all weights start with a deviation of 1' },
      {
        find: 'values.set(drawn.values, member * drawn.values.length)',
        replace: 'values.set(drawn.values, 0)',
        means: 'the members of a pack start as the last one, or at 0',
      },
      {
        find: 'values.slice(member * size, (member + 1) * size)',
        replace: 'values.slice(0, size)',
        means: 'every member ends as the first',
      },
      { find: 'fill(start.constant)', replace: 'fill(0)', means: 'constants start at 0' },
    ],
  },
  {
    file: 'libs/training/src/evaluation/pictures.ts',
    tests: ['evaluation/pictures.test.ts'],
    mutations: [
      { find: 'channels === 1 ? 1 - value : value', replace: 'value', means: 'grey images are light on dark' },
      {
        find: 'tf.sigmoid(uncentred) : uncentred',
        replace: 'uncentred : uncentred',
        means: 'logits are shown as intensities',
      },
      {
        find: 'const uncentred = model.likelihood.isCentred ? tf.add(values, data.mean()) : values;',
        replace: 'const uncentred = values;',
        means: 'pictures lack the mean image',
      },
      {
        find: 'shown(trial, data, model.likelihood.mean(decoded))',
        replace: 'shown(trial, data, decoded.location)',
        means: 'logits of a Bernoulli are shown as intensities',
      },
      { find: '(image % columns) * (width + 1)', replace: '(image % columns) * width', means: 'images overlap' },
      {
        find: 'const top = 1 + Math.floor(image / columns) * (height + 1);',
        replace: 'const top = 1;',
        means: 'all rows are drawn over the first',
      },
    ],
  },
  {
    file: 'libs/training/src/weights/weights-file.ts',
    tests: ['evaluation/final-metrics.test.ts', 'measures/held-out.test.ts'],
    mutations: [
      {
        find: 'Float32Array.from(dataMean)',
        replace: 'new Float32Array(dataMean.length)',
        means: 'the mean of the data on disk is 0',
      },
      { find: 'shape.slice(1)', replace: '[...shape.slice(1)].reverse()', means: 'shapes on disk are transposed' },
    ],
  },
  {
    file: 'libs/training/src/weights/read-weights.ts',
    tests: ['weights/read-weights.test.ts'],
    mutations: [
      {
        find: 'value === Math.fround(dataset.moments.mean[index] ?? Number.NaN)',
        replace: 'Number.isFinite(value)',
        means: 'weights of other data are taken for those of these',
      },
    ],
  },
];
