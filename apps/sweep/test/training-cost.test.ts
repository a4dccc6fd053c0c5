import { trialSpecification } from '@collapse/trials';
import test from 'ava';
import { trainingCost } from '../src/training-cost.ts';

const data = { dim: 784, count: 1000 };
const cost = (changes: object) =>
  trainingCost(
    trialSpecification.parse({
      dataset: { name: 'mnist-1k' },
      model: { latentDim: 50 },
      train: { steps: 100 },
      ...changes,
    }),
    data,
  );

test('what takes longer costs more', (t) => {
  const wide = { latentDim: 50, encoder: { hidden: [512, 512] }, decoder: { hidden: [512, 512] } };
  t.is(cost({ train: { steps: 200 } }), 2 * cost({}));
  t.true(cost({ model: wide }) > cost({}));
  t.true(cost({ objective: { samples: 4 } }) > cost({}));
  t.true(cost({ train: { steps: 100, batchSize: 10 } }) < cost({}));
  t.true(cost({ objective: { estimator: 'analytic' } }) < cost({}));
  t.true(
    cost({ objective: { estimator: 'analytic', basis: 'eigen' } }) < cost({ objective: { estimator: 'analytic' } }),
  );
  t.is(cost({ train: { steps: 0 } }), 0);
  const convolved = (channels: number[]) => cost({ model: { latentDim: 50, encoder: { channels } } });
  t.true(convolved([64, 64]) > convolved([8, 64]));
});

test('an analytic step of the whole data costs what its moments cost, 6 k d^2 and 6 k^2 d in the eigenbasis', (t) => {
  const analytic = { estimator: 'analytic', samples: 3 };
  const steps = (multiplications: number) => 100 * (1e6 + multiplications);
  t.is(cost({ objective: analytic }), steps(6 * 50 * 784 ** 2));
  t.is(cost({ objective: { ...analytic, basis: 'eigen' } }), steps(6 * 50 ** 2 * 784));
});

test('whatever looks at data points costs three passes of each, the encoder once and the decoder for each sample', (t) => {
  const layer = 784 * 50;
  const steps = (multiplications: number) => 100 * (1e6 + multiplications);
  const analytic = { estimator: 'analytic', samples: 3 };
  t.is(cost({}), steps(3 * 1000 * 2 * layer));
  t.is(cost({ objective: { samples: 3 } }), steps(3 * 1000 * 4 * layer));
  const looking = [
    { dataset: { name: 'mnist-1k', condition: 'left-half' } },
    { model: { latentDim: 50, encoder: { variance: 'amortized' } } },
    { model: { latentDim: 50, second: { latentDim: 2 } } },
  ];
  for (const change of looking) t.is(cost({ ...change, objective: analytic }), steps(3 * 1000 * 2 * layer));
  t.is(cost({ objective: analytic, train: { steps: 100, batchSize: 20 } }), steps(3 * 20 * 2 * layer));
  const encoder = { hidden: [30] };
  t.is(
    cost({ model: { latentDim: 50, encoder }, objective: analytic }),
    steps(3 * 1000 * (784 * 30 + 30 * 50 + layer)),
  );
});
