import type { MutatedFile } from '../mutation.ts';

export const trainingRuns: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/start/linear-start.ts',
    tests: ['start/linear-start.test.ts'],
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
        find: '- gaussian.varianceFloor',
        replace: '',
        means: 'a learned variance starts above the best by the floor',
      },
      {
        find: 'for (let row = 0; row < rows; row++) weights.values[row * columns + column] = 0;',
        replace: '',
        means: 'idle units disturb the linear function',
      },
      {
        find: "learn: gaussian.learn === 'scalar' ? 'scalar' : 'fixed',",
        replace: "learn: 'fixed',",
        means: 'a learned variance starts where it is written, not at its best',
      },
      {
        find: 'beta,\n    variance: gaussian.variance,',
        replace: 'beta: 1,\n    variance: gaussian.variance,',
        means: 'the start is that of beta 1',
      },
    ],
  },
  {
    file: 'libs/training/src/run/run-trial.ts',
    tests: ['evaluation/final-metrics.test.ts', 'run/run-trial.test.ts'],
    mutations: [
      {
        find: 'leave ? rotatedBack(leave, outcome.parameters, data) : outcome.parameters',
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
        find: '(performance.now() - began) / 1000',
        replace: '(performance.now() - began)',
        means: 'milliseconds for seconds',
        tests: ['run/run-trial.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/steps/step-cache.ts',
    tests: ['steps/step-cache.test.ts'],
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
    file: 'libs/training/src/steps/step-runner.ts',
    tests: ['steps/step-runner.test.ts', 'start/linear-start.test.ts'],
    mutations: [
      {
        find: 'trainsDecoder(train, inputs.done()) ? whole : ofEncoder',
        replace: 'whole',
        means: 'the decoder trains in every step',
      },
      { find: '(train.encoderSteps ?? 1) === 1', replace: 'true', means: 'steps of the encoder alone are whole steps' },
      {
        find: 'trainsDecoder(train, inputs.done())',
        replace: 'trainsDecoder(train, inputs.done() - 1)',
        means: 'the decoder trains a step late',
      },
      { find: 'drawn.push(noiseSeed, seeds, noise);', replace: '', means: 'noise of many steps stays in memory' },
    ],
  },
  {
    file: 'libs/training/src/steps/training-step.ts',
    tests: ['steps/steps-by-hand.test.ts', 'start/linear-start.test.ts', 'steps/compiled.test.ts'],
    mutations: [
      {
        find: '.filter(({ name }) => !encoderOnly || model.isOfEncoder(name))',
        replace: '',
        means: 'steps of the encoder train the decoder too',
      },
      {
        find: 'return tf.neg(tf.sum(objectives));',
        replace: 'return tf.neg(tf.mean(objectives));',
        means: 'members of a pack learn by the mean of their objectives',
      },
      {
        find: "likelihood.input(target, named(inputs, 'mean'))",
        replace: 'target',
        means: 'a Bernoulli trains on images that are not centred, and is measured on centred ones',
        tests: ['steps/steps-by-hand.test.ts'],
      },
      {
        find: 'backend.assignVariable(named(variables, stateName(name)), value);',
        replace: '',
        means: 'the state of an objective stays where it starts',
        tests: ['steps/objective-state.test.ts'],
      },
      {
        find: 'value.dispose();',
        replace: '',
        means: 'states of an objective stay in memory',
        tests: ['steps/objective-state.test.ts'],
      },
    ],
  },
];
