import test from 'ava';
import { GridError, parseGrid, type TrialInput, trainingId, trialId, trialSpecification } from '../../src/index.ts';
import { base, PAIRS } from '../support/training-pairs.ts';

const parse = (change: Partial<TrialInput> = {}) => trialSpecification.parse({ ...base, ...change });

test('what a Bernoulli decoder never uses goes back to its default', (t) => {
  for (const kind of ['bernoulli', 'continuous-bernoulli'] as const) {
    const plain = parse({ likelihood: { kind } });
    t.deepEqual(plain.likelihood, { kind, variance: 1, learn: 'fixed', varianceFloor: 0 });
    const written = parse({ likelihood: { kind, variance: 0.3, varianceFloor: 0.1 } });
    t.deepEqual(written, plain);
    t.is(trialId(written), trialId(plain));
  }
  t.is(parse({ likelihood: { variance: 0.3 } }).likelihood.variance, 0.3);
});

test('combinations that differ only in it are one trial, with a notice; a written loss keeps each', (t) => {
  const { trials, places, notices } = parseGrid(
    {
      name: 'no-effect',
      base,
      axes: {
        trial: [{ likelihood: { kind: 'bernoulli' } }, { objective: { reduction: 'mean-mean' } }],
        'likelihood.variance': [0.1, 0.3, 1],
      },
    },
    'no-effect.json',
  );
  t.deepEqual(
    trials.map(({ specification: { likelihood } }) => [likelihood.kind, likelihood.variance]),
    [
      ['bernoulli', 1],
      ['gaussian', 0.1],
      ['gaussian', 0.3],
      ['gaussian', 1],
    ],
  );
  t.deepEqual(places, [0, 3, 4, 5]);
  t.deepEqual(notices, [
    '3 combinations differ only in likelihood.variance, which a Bernoulli decoder does not use: one trial.',
  ]);
  t.is(new Set(trials.map(({ specification }) => trainingId(specification))).size, 2);
});

test('the notice counts over seeds and kinds, and names every field', (t) => {
  const { trials, notices } = parseGrid(
    {
      name: 'a',
      base,
      axes: {
        'likelihood.kind': ['bernoulli', 'continuous-bernoulli', 'gaussian'],
        likelihood: [{ variance: 0.1 }, { variance: 0.2, varianceFloor: 0.05 }],
        seed: [0, 1],
      },
    },
    'a.json',
  );
  t.is(trials.length, 2 + 2 + 4);
  t.deepEqual(notices, [
    '4 combinations differ only in likelihood.variance and likelihood.varianceFloor, which a Bernoulli decoder does not use: 2 trials.',
    '4 combinations differ only in likelihood.variance and likelihood.varianceFloor, which a continuous Bernoulli decoder does not use: 2 trials.',
  ]);
});

test('other values that make the same trial stay an error', (t) => {
  const grid = (axes: object) => () => parseGrid({ name: 'a', base, axes }, 'a.json');
  const error = t.throws(grid({ objective: [{ beta: 1 }, { samples: 1 }] }), { instanceOf: GridError });
  t.is(error.issues[0]?.expected, 'values that make different trials');
  t.throws(
    grid({
      'likelihood.kind': ['bernoulli'],
      'likelihood.variance': [0.1, 0.3],
      objective: [{ beta: 1 }, { samples: 1 }],
    }),
    { instanceOf: GridError },
  );
});

for (const [name, [alike, one, other]] of Object.entries(PAIRS)) {
  test(`${alike ? 'one training' : 'two trainings'}: ${name}`, (t) => {
    t.is(trainingId(parse(one)) === trainingId(parse(other)), alike);
    t.not(trialId(parse(one)), trialId(parse(other)));
  });
}
