import { BUILT_IN } from '@collapse/models';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { theoryTrial } from '../../src/theory/closed-form.ts';
import { CLOSED_FORMS } from '../../src/theory/closed-forms.ts';
import { theoryOf } from '../../src/theory/index.ts';

const second = { latentDim: 3, second: { latentDim: 2 } };
const specificationOf = (change: Partial<TrialInput>) =>
  trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim: 4, count: 100 },
    model: { latentDim: 3 },
    train: { steps: 1 },
    ...change,
  });
const fitting = (change: Partial<TrialInput>) =>
  CLOSED_FORMS.filter((form) => form.fits(theoryTrial(specificationOf(change)))).map(({ name }) => name);

const losses = ['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;

test('each closed form is of its own objective and levels, and no trial has two', (t) => {
  t.deepEqual(fitting({}), ['linear VAE']);
  t.deepEqual(fitting({ objective: { estimator: 'analytic', beta: 2, warmupSteps: 3 } }), ['linear VAE']);
  t.deepEqual(fitting({ likelihood: { learn: 'scalar' } }), ['linear VAE']);
  // Of networks it is the yardstick.
  t.deepEqual(fitting({ model: { latentDim: 3, encoder: { hidden: [5] }, decoder: { hidden: [5] } } }), ['linear VAE']);
  t.deepEqual(fitting({ model: second }), ['linear VAE of two levels']);
  t.deepEqual(fitting({ model: second, objective: { beta: 2, secondBeta: 3 } }), ['linear VAE of two levels']);
  for (const reduction of losses) {
    t.deepEqual(fitting({ objective: { reduction } }), ['linear VAE'], reduction);
    t.deepEqual(fitting({ model: second, objective: { reduction } }), [], `two levels, ${reduction}`);
  }
  for (const per of ['dimension', 'total'] as const) {
    for (const over of ['batch', 'example'] as const) {
      const objective = { freeBits: { nats: 0.5, per, over } };
      t.deepEqual(fitting({ objective }), ['linear VAE with free bits'], `${per} over ${over}`);
      t.deepEqual(fitting({ objective, model: second }), [], `two levels, ${per} over ${over}`);
    }
  }
  t.is(new Set(CLOSED_FORMS.map(({ name }) => name)).size, CLOSED_FORMS.length);
});

test('what fits no closed form is told by its objective', (t) => {
  const facts = { eigenvalues: Float64Array.of(4, 2, 1, 0.5), count: 100 };
  const trial = specificationOf({});
  const others = { ...trial, objective: { ...trial.objective, kind: 'my-own' } };
  t.deepEqual(
    CLOSED_FORMS.filter((form) => form.fits(theoryTrial(others))),
    [],
  );
  const { optimum, reason, impliedBetaVariance } = theoryOf(others, facts, BUILT_IN);
  t.deepEqual([optimum, reason, impliedBetaVariance], [null, 'no closed form for the objective my-own', null]);
  const mixed = specificationOf({ model: second, objective: { reduction: 'mean-sum' } });
  t.regex(theoryOf(mixed, facts).reason ?? '', /no closed form for the objective written-loss/);
});

test('a trial as closed forms see it: the Gaussian, its width and linear layers', (t) => {
  const { gaussian, width, hasLinearDecoder, decoderWidths } = theoryTrial(
    specificationOf({
      model: { latentDim: 3, decoder: { hidden: [2, 7], activation: 'identity' } },
      likelihood: { variance: 0.4, learn: 'scalar', varianceFloor: 0.1 },
    }),
  );
  t.like(gaussian, { variance: 0.4, learn: 'scalar', varianceFloor: 0.1 });
  t.deepEqual([width, hasLinearDecoder, decoderWidths], [2, true, [2, 7]]);
  const network = theoryTrial(specificationOf({ model: { latentDim: 3, decoder: { hidden: [2] } } }));
  t.deepEqual([network.width, network.hasLinearDecoder, network.decoderWidths], [3, false, []]);
  t.is(theoryTrial(specificationOf({ likelihood: { kind: 'bernoulli' } })).gaussian, null);
  const unknown = specificationOf({});
  t.is(theoryTrial({ ...unknown, likelihood: { kind: 'not-here' } }).gaussian, null);
});
