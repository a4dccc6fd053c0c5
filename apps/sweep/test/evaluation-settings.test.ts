import { type TrialInput, trialSpecification, UserError } from '@collapse/trials';
import test from 'ava';
import { changedEvaluation, parseEvaluationChange } from '../src/evaluation-settings.ts';

const specificationOf = (change: Partial<TrialInput> = {}) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 4, count: 50 },
    model: { latentDim: 2 },
    train: { steps: 1 },
    ...change,
  });

const changed = (assignments: readonly string[], change: Partial<TrialInput> = {}) => {
  const specification = specificationOf(change);
  return changedEvaluation(specification, specification.evaluation, parseEvaluationChange(assignments));
};

test('--set changes the evaluation, and null takes a field back to its default', (t) => {
  const { evaluation } = specificationOf({ evaluation: { samples: 5, marginalSamples: 3 } });
  t.deepEqual(changed([], { evaluation: { samples: 5, marginalSamples: 3 } }), evaluation);
  const assignments = ['evaluation.marginalSamples=16', 'evaluation.samples=null', 'evaluation.importanceSamples=1e3'];
  t.deepEqual(changed(assignments, { evaluation: { samples: 5 } }), {
    samples: 16,
    importanceSamples: 1000,
    importancePoints: 200,
    marginalSamples: 16,
  });
  t.deepEqual(changed(['evaluation.marginalSamples=null'], { evaluation: { marginalSamples: 3 } }), {
    samples: 16,
    importanceSamples: 0,
    importancePoints: 200,
  });
});

test('what is no field of the evaluation, or makes no sense, is refused with what to do', (t) => {
  const network = { model: { latentDim: 2, decoder: { hidden: [3] } } };
  const second = { model: { latentDim: 2, second: { latentDim: 1 } } };
  for (const [assignments, message, change] of [
    [
      ['model.latentDim=2'],
      /^--set: expected a field of the evaluation and its value, .* received model\.latentDim=2\./,
    ],
    [['evaluation.samples'], /^--set: expected a field of the evaluation and its value/],
    [['evaluation.=4'], /^--set: expected a field of the evaluation and its value/],
    [['seed=4'], /^--set: .* train a grid that has it\.$/],
    [
      ['evaluation.marginalSample=4'],
      /^--set: evaluation\.marginalSample: .* Did you mean --set: evaluation\.marginalSamples\?$/,
    ],
    [
      ['evaluation.marginalSamples=0'],
      /^--set: evaluation\.marginalSamples: expected an integer >= 1 and <= 10000, received 0/,
    ],
    [['evaluation.marginalSamples=many'], /^--set: evaluation\.marginalSamples: .* received "many"/],
    [['evaluation.samples=2', 'evaluation.samples=3'], /^--set: expected each field once/],
    [['evaluation.gapPoints=5'], /^--set: evaluation\.gapSteps: expected an integer >= 1 beside evaluation\.gapPoints/],
    [['evaluation.gapSteps=5'], /^--set: evaluation\.gapPoints: expected an integer >= 1 beside evaluation\.gapSteps/],
    [
      ['evaluation.gapPoints=5', 'evaluation.gapSteps=5'],
      /^--set: evaluation\.importanceSamples: .* Write 100 or more/,
      network,
    ],
    [
      ['evaluation.marginalSamples=5'],
      /^--set: evaluation\.marginalSamples: expected nothing with model\.second/,
      second,
    ],
  ] as const) {
    t.throws(() => changed(assignments, change), { instanceOf: UserError, message });
  }
  // Gaps of a linear decoder need neither samples nor steps; settings that go with them are no mistake.
  t.notThrows(() => changed(['evaluation.gapPoints=5', 'evaluation.gapSteps=5']));
  const estimates = ['evaluation.gapPoints=5', 'evaluation.gapSteps=5', 'evaluation.importanceSamples=100'];
  t.notThrows(() => changed(estimates, network));
});

test("rules of today on the rest of an old specification are not this command's business", (t) => {
  const old = { ...specificationOf(), objective: { ...specificationOf().objective, warmupSteps: 9 } };
  t.notThrows(() => changedEvaluation(old, old.evaluation, { marginalSamples: 2 }));
});
