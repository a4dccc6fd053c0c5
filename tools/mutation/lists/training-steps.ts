import type { MutatedFile } from '../mutation.ts';

export const trainingSteps: readonly MutatedFile[] = [
  {
    file: 'libs/training/src/steps/step-inputs.ts',
    tests: ['steps/steps-by-hand.test.ts', 'start/linear-start.test.ts', 'run/pack.test.ts'],
    mutations: [
      { find: '(high + step) | 0', replace: 'high', means: 'the same noise at every step' },
      {
        find: "seedStream(seed, 'batches')",
        replace: "seedStream(0, 'batches')",
        means: 'every trial sees the same batches',
      },
      {
        find: 'betaAt(specification.objective, step)',
        replace: 'specification.objective.beta',
        means: 'there is no warm-up',
      },
    ],
  },
  {
    file: 'libs/training/src/steps/schedules.ts',
    tests: ['steps/schedules.test.ts', 'steps/steps-by-hand.test.ts'],
    mutations: [
      { find: '(step - 1) / (steps - 1)', replace: 'step / steps', means: 'the schedule does not start at the rate' },
      {
        find: 'step > warmupSteps ? beta : (beta * (step - 1)) / warmupSteps',
        replace: 'step > warmupSteps ? beta : (beta * step) / warmupSteps',
        means: 'a warm-up does not start at 0',
      },
      {
        find: 'step % encoderSteps === 0',
        replace: 'step % encoderSteps === 1',
        means: 'the decoder trains first',
        tests: ['start/linear-start.test.ts'],
      },
      {
        find: 'Math.floor(step / encoderSteps)',
        replace: 'step',
        means: "the decoder's bias correction counts the encoder's steps",
        tests: ['start/linear-start.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/run/train.ts',
    tests: ['run/pack.test.ts', 'run/run-trial.test.ts'],
    mutations: [
      {
        find: 'if (Number.isFinite(value) || diverged.has(member)) continue;',
        replace: 'continue;',
        means: 'an objective that is not finite is not noticed',
        tests: ['run/diverged.test.ts', 'run/pack.test.ts'],
      },
      {
        find: 'memberOf(trained, member)',
        replace: 'memberOf(trained, 0)',
        means: 'every member has the weights of the first',
      },
      { find: 'hooks.signal.throwIfAborted();', replace: '', means: 'nothing stops a training' },
      {
        find: 'new Map<number, string>(from?.diverged)',
        replace: 'new Map<number, string>()',
        means: 'a training that goes on forgets who has diverged',
        tests: ['run/resume.test.ts'],
      },
    ],
  },
  {
    file: 'libs/training/src/curve/curve-steps.ts',
    tests: ['curve/curve-steps.test.ts'],
    mutations: [
      { find: 'PARTS_OF_LAST_TENTH = 8', replace: 'PARTS_OF_LAST_TENTH = 4', means: 'four points in the last tenth' },
      { find: 'PARTS_BEFORE = 40', replace: 'PARTS_BEFORE = 20', means: 'twenty points before the last tenth' },
      { find: 'steps - Math.floor(steps / 10)', replace: 'steps - Math.floor(steps / 5)', means: 'a last fifth' },
    ],
  },
  {
    file: 'libs/training/src/curve/curve-data.ts',
    tests: ['curve/curve-data.test.ts'],
    mutations: [
      {
        find: 'SHARE_OF_TRAINING = 0.1',
        replace: 'SHARE_OF_TRAINING = 1',
        means: 'the curve takes as long as the training',
      },
      {
        find: "train.logEvery !== 'auto' || !estimator.readsData",
        replace: '!estimator.readsData',
        means: 'a curve that was asked for is taken on some of the data',
      },
      {
        find: 'rows(condition.values, condition.dim, chosen)',
        replace: 'condition.values',
        means: 'points of the curve have conditions of others',
      },
    ],
  },
  {
    file: 'libs/training/src/steps/objective-slope.ts',
    tests: ['steps/objective-slope.test.ts'],
    mutations: [
      { find: 'STEPS_OF_THE_UNIT = 1000', replace: 'STEPS_OF_THE_UNIT = 1', means: 'the slope is a step' },
      { find: 'if (step < start) return;', replace: '', means: 'the slope is of the whole training' },
      { find: 'residual / (count - 2)', replace: 'residual / count', means: 'the standard error is too small' },
      { find: 'warmupSteps > start', replace: 'false', means: 'a slope while beta still rises' },
    ],
  },
  {
    file: 'libs/training/src/evaluation/trained-linear-vae.ts',
    tests: [
      'evaluation/final-metrics.test.ts',
      'measures/held-out.test.ts',
      'theory/theory.test.ts',
      'steps/deep-linear.test.ts',
      'evaluation/floor.test.ts',
    ],
    mutations: [
      {
        find: 'Math.exp(value) + gaussian.varianceFloor',
        replace: 'Math.exp(value)',
        means: 'the floor is left out of exact ELBO and log p(x)',
      },
      { find: 'value + (mean[index] ?? 0)', replace: 'value', means: 'the decoder lacks the mean of the data' },
      { find: 'value - ofMean(row)', replace: 'value', means: 'the encoder does not centre the data' },
    ],
  },
  {
    file: 'libs/training/src/steps/step-key.ts',
    tests: ['steps/step-key.test.ts'],
    mutations: [
      {
        find: 'conditional: isConditional(dataset),\n    setting,',
        replace: 'conditional: isConditional(dataset),',
        means: 'steps of another batch size are taken',
      },
      { find: 'packSize,\n    inputShapes,', replace: 'inputShapes,', means: 'steps of another pack are taken' },
      {
        find: 'hasEncoderSteps: encoderSteps !== undefined',
        replace: 'hasEncoderSteps: true',
        means: 'steps with and without steps of the encoder are one',
      },
    ],
  },
];
