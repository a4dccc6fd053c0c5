import type { MutatedFile } from '../mutation.ts';

export const training: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/batch-stream.ts',
    tests: ['batch-stream.test.ts'],
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
        tests: ['steps-by-hand.test.ts'],
      },
      { find: 'skipN(random, NUMBERS_TO_SKIP);', replace: '', means: 'similar seeds give similar orders' },
    ],
  },
  {
    file: 'libs/training/src/dataset-tensors.ts',
    tests: ['dataset-tensors.test.ts'],
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
    file: 'libs/training/src/eigenbasis.ts',
    tests: ['eigenbasis.test.ts', 'steps-by-hand.test.ts', 'dataset-tensors.test.ts'],
    mutations: [
      {
        find: "named(parameters, 'encoder.mean.weights'), true)",
        replace: "named(parameters, 'encoder.mean.weights'))",
        means: 'the encoder is rotated the other way',
      },
      {
        find: "'decoder.location.biases': tf.matMul(named(parameters, 'decoder.location.biases'), eigenvectors, false, true),",
        replace: '',
        means: 'the bias is left in the eigenbasis',
      },
      {
        find: "'decoder.location.weights': tf.matMul(named(parameters, 'decoder.location.weights'), eigenvectors),",
        replace: '',
        means: 'the decoder starts elsewhere in the eigenbasis',
      },
    ],
  },
  {
    file: 'libs/training/src/evaluate-data.ts',
    tests: ['evaluated-points.test.ts'],
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
        find: "kind === 'gaussian' && learn !== 'network'",
        replace: "kind === 'gaussian'",
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
        tests: ['sampling-error.test.ts', 'measures.test.ts'],
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
        find: 'input: tf.sub(target, data.mean())',
        replace: 'input: target',
        means: 'the encoder of a Bernoulli sees images that are not centred',
      },
      { find: 'tf.slice(values, [start, 0]', replace: 'tf.slice(values, [0, 0]', means: 'every chunk is the first' },
      {
        find: 'sliceMembers(parameters, start, few.length)',
        replace: 'sliceMembers(parameters, 0, few.length)',
        means: 'every few members are measured as the first',
      },
      {
        find: 'return [low, (high + start) | 0];',
        replace: 'return [low, high];',
        means: 'each chunk has the same noise',
        tests: ['evaluated-points.test.ts'],
      },
      {
        find: 'seedStream(seed, stream)',
        replace: 'seedStream(0, stream)',
        means: 'every trial is measured by the same noise',
      },
      {
        find: 'array.subarray(member * size, (member + 1) * size)',
        replace: 'array.subarray(0, size)',
        means: 'every member of a pack has the measures of the first',
      },
      {
        find: "objective: { ...objective, reduction: 'elbo' },",
        replace: 'objective,',
        means: 'the ELBO of a loss as written is minus its error',
        tests: ['evaluated-points.test.ts'],
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
        tests: ['evaluated-points.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/explained-data.ts',
    tests: ['two-level-and-conditional.test.ts'],
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
    file: 'libs/training/src/importance-weighted.ts',
    tests: ['estimates.test.ts', 'final-metrics.test.ts'],
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
    file: 'libs/training/src/initial-parameters.ts',
    tests: ['starting-values.test.ts'],
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
    file: 'libs/training/src/linear-start.ts',
    tests: ['linear-start.test.ts'],
    mutations: [
      {
        find: 'signIn * signOut * here.weight',
        replace: 'signIn * here.weight',
        means: 'relu layers pass on the size of a code, not its sign',
      },
      {
        find: 'biases.values[column] = 0;',
        replace: 'biases.values[column] = 0.1;',
        means: 'codes are shifted from layer to layer',
      },
      {
        find: "place('encoder.logVariance').values.set(logVariances);",
        replace: '',
        means: 'the posterior variance starts at 1',
      },
      {
        find: '- likelihood.varianceFloor',
        replace: '',
        means: 'a learned variance starts above the best by the floor',
      },
      {
        find: 'for (let row = 0; row < rows; row++) weights.values[row * columns + column] = 0;',
        replace: '',
        means: 'idle units disturb the linear function',
      },
      {
        find: "learn: likelihood.learn === 'scalar' ? 'scalar' : 'fixed',",
        replace: "learn: 'fixed',",
        means: 'a learned variance starts where it is written, not at its best',
      },
      {
        find: 'beta,\n    variance: likelihood.variance,',
        replace: 'beta: 1,\n    variance: likelihood.variance,',
        means: 'the start is that of beta 1',
      },
    ],
  },
  {
    file: 'libs/training/src/naive-monte-carlo.ts',
    tests: ['estimates.test.ts'],
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
    file: 'libs/training/src/objective-value.ts',
    tests: ['objective-value.test.ts'],
    mutations: [
      { find: 'beta * (kl - secondKl)', replace: 'beta * kl', means: 'the second level counts twice' },
      { find: 'secondBeta = beta', replace: 'secondBeta = 1', means: 'a second level without a weight has 1' },
      {
        find: '-2 * variance * (reconstruction',
        replace: '-variance * (reconstruction',
        means: 'half the squared error',
      },
      {
        find: '(dim / 2) * Math.log(2 * Math.PI * variance)',
        replace: '0',
        means: 'the normaliser is part of a loss as written',
      },
      { find: 'return -batchSize * (', replace: 'return -(', means: 'the loss of one point of a batch' },
    ],
  },
  {
    file: 'libs/training/src/pictures.ts',
    tests: ['pictures.test.ts'],
    mutations: [
      { find: 'channels === 1 ? 1 - value : value', replace: 'value', means: 'grey images are light on dark' },
      {
        find: 'tf.sigmoid(uncentred) : uncentred',
        replace: 'uncentred : uncentred',
        means: 'logits are shown as intensities',
      },
      {
        find: 'const uncentred = tf.add(values, data.mean());',
        replace: 'const uncentred = values;',
        means: 'pictures lack the mean image',
      },
      {
        find: 'return decoded ? tf.sigmoid(values) : values;',
        replace: 'return values;',
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
    file: 'libs/training/src/run-trial.ts',
    tests: ['final-metrics.test.ts', 'run-trial.test.ts'],
    mutations: [
      {
        find: "specification.objective.basis === 'eigen' ? rotatedBack(outcome.parameters, data) : outcome.parameters",
        replace: 'outcome.parameters',
        means: 'weights on disk are in the eigenbasis',
      },
      {
        find: 'tf.dispose(tensors);\n    }\n  });',
        replace: '}\n  });',
        means: 'every trial leaves its weights in memory',
      },
      {
        find: "if ('diverged' in outcome) return failed({ reason: 'diverged'",
        replace: "if ('diverged' in outcome) return failed({ reason: 'error'",
        means: 'a divergence is an error like others',
      },
      {
        find: '/ 1000 / members.length',
        replace: '/ members.length',
        means: 'milliseconds for seconds',
        tests: ['run-trial.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/step-cache.ts',
    tests: ['step-cache.test.ts'],
    mutations: [
      { find: 'kept.size > STEPS_KEPT', replace: 'kept.size >= STEPS_KEPT', means: 'eleven steps are kept' },
      { find: 'oldest[1].dispose();', replace: '', means: 'steps that are dropped stay in memory' },
      {
        find: 'return found && keep(key, found);',
        replace: 'return found;',
        means: 'the oldest step goes, however often it is used',
      },
      { find: 'loops.dispose();', replace: '', means: 'loops stay in memory' },
      { find: 'if (known) return known;', replace: '', means: 'loops are compiled again for each trial' },
    ],
  },
  {
    file: 'libs/training/src/step-runner.ts',
    tests: ['step-runner.test.ts', 'linear-start.test.ts'],
    mutations: [
      {
        find: 'trainsDecoder(train, done) ? whole : ofEncoder',
        replace: 'whole',
        means: 'the decoder trains in every step',
      },
      { find: '(train.encoderSteps ?? 1) === 1', replace: 'true', means: 'steps of the encoder alone are whole steps' },
      { find: 'done++;', replace: '', means: 'the decoder trains never, or always' },
      { find: 'drawn.push(noiseSeed, seeds, noise);', replace: '', means: 'noise of many steps stays in memory' },
    ],
  },
  {
    file: 'libs/training/src/training-step.ts',
    tests: ['steps-by-hand.test.ts', 'linear-start.test.ts', 'compiled.test.ts'],
    mutations: [
      {
        find: 'if (ofDecoder && encoderOnly) continue;',
        replace: '',
        means: 'steps of the encoder train the decoder too',
      },
      {
        find: "ofDecoder && inputs.decoderBeta1Power ? 'decoderBeta' : 'beta'",
        replace: "'beta'",
        means: "the decoder's bias correction counts the encoder's steps",
      },
      {
        find: 'return tf.neg(tf.sum(objectives));',
        replace: 'return tf.neg(tf.mean(objectives));',
        means: 'members of a pack learn by the mean of their objectives',
      },
      {
        find: "tf.sub(target, named(inputs, 'mean'))",
        replace: 'target',
        means: 'a Bernoulli trains on images that are not centred, and is measured on centred ones',
        tests: ['steps-by-hand.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/weights-file.ts',
    tests: ['final-metrics.test.ts', 'held-out-elbo.test.ts'],
    mutations: [
      {
        find: 'Float32Array.from(dataMean)',
        replace: 'new Float32Array(dataMean.length)',
        means: 'the mean of the data on disk is 0',
      },
      { find: 'shape.slice(1)', replace: '[...shape.slice(1)].reverse()', means: 'shapes on disk are transposed' },
    ],
  },
];
