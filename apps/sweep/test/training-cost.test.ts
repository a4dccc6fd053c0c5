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
