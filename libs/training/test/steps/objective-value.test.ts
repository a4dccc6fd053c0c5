import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { measuredLevels, objectiveValue } from '../../src/steps/objective-value.ts';
import { openTrial } from '../../src/trial-model.ts';

const shape = { dim: 10, batchSize: 8 };

function objectiveAt(
  change: Partial<TrialInput>,
  { reconstruction, kl, secondKl }: { reconstruction: number; kl: number; secondKl?: number },
): number | null {
  const specification = trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 5 },
    train: { steps: 1 },
    ...change,
  });
  const levels = measuredLevels(specification, secondKl === undefined ? [kl] : [kl - secondKl, secondKl], null);
  return objectiveValue(openTrial(specification, { dim: 10, conditionDim: 0 }), shape, { reconstruction, levels });
}

test('the objective is ELBO_beta, each level with its own weight', (t) => {
  const terms = { reconstruction: -7, kl: 3 };
  t.is(objectiveAt({ objective: { beta: 2 } }, terms), -13);
  t.is(objectiveAt({ objective: { beta: 2 } }, { ...terms, secondKl: 1 }), -13);
  t.is(objectiveAt({ objective: { beta: 2, secondBeta: 5 } }, { ...terms, secondKl: 1 }), -16);
});

test('of a loss as written it is minus the loss of a batch whose squared error and KL are the means', (t) => {
  // A squared error of 4 under a variance of 0.5: -(10 ln pi + 4 / 0.5) / 2.
  const terms = { reconstruction: -(10 * Math.log(Math.PI) + 8) / 2, kl: 3 };
  const losses = {
    'sum-sum': 8 * 4 + 2 * 8 * 3,
    'batch-batch': 4 + 2 * 3,
    'mean-sum': 4 / 10 + 2 * 8 * 3,
    'mean-batch': 4 / 10 + 2 * 3,
    'mean-mean': 4 / 10 + (2 * 3) / 5,
  } as const;
  for (const [reduction, loss] of Object.entries(losses) as [keyof typeof losses, number][]) {
    const found = objectiveAt({ likelihood: { variance: 0.5 }, objective: { beta: 2, reduction } }, terms);
    t.true(Math.abs((found ?? Number.NaN) + loss) < 1e-12, `${reduction}: ${found} against -${loss}`);
  }
});

test('a Bernoulli written as a loss has its negative log-likelihood for an error', (t) => {
  const change = { likelihood: { kind: 'bernoulli' }, objective: { beta: 2, reduction: 'mean-batch' } } as const;
  t.true(Math.abs((objectiveAt(change, { reconstruction: -40, kl: 3 }) ?? Number.NaN) + 40 / 10 + 6) < 1e-12);
});
