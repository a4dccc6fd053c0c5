import test from 'ava';
import { type LinearOptimum, linearOptimum, twoLevelOptimum } from '../../src/index.ts';

const settings = {
  eigenvalues: Float64Array.of(5, 3, 2, 1, 0.5),
  dim: 5,
  latentDim: 4,
  batchSize: 10,
  beta: 1,
  variance: 1,
  learn: 'fixed',
  reduction: 'elbo',
} as const;

function optimumOf(change: object): LinearOptimum {
  const optimum = linearOptimum({ ...settings, ...change });
  if ('none' in optimum || 'open' in optimum) throw new Error('there is one optimum');
  return optimum;
}

test('an eigenvalue within float32 rounding of the threshold leaves the count open by one', (t) => {
  const counts = (third: number) => {
    const { active, activeAtLeast, activeAtMost } = optimumOf({ eigenvalues: Float64Array.of(5, 3, third, 0.9, 0.5) });
    return [active, activeAtLeast, activeAtMost];
  };
  t.deepEqual(counts(1 + 2e-7), [3, 2, 3]);
  t.deepEqual(counts(1 - 2e-7), [2, 2, 3]);
  t.deepEqual(counts(1 + 1e-5), [3, 3, 3]);
  t.deepEqual(counts(1 - 1e-5), [2, 2, 2]);
});

test('a layer of two units lets two dimensions be used, and is the optimum of two', (t) => {
  const narrow = optimumOf({ width: 2 });
  const two = optimumOf({ latentDim: 2 });
  t.is(narrow.active, 2);
  t.true(Math.abs(narrow.objective - two.objective) < 1e-12);
  t.deepEqual([...narrow.klPerDimension], [...two.klPerDimension, 0, 0]);
  t.is(optimumOf({ width: 9 }).active, optimumOf({}).active);
});

test('a loss as written has no variance to learn', (t) => {
  const written = { reduction: 'mean-batch', beta: 0.3, variance: 2 } as const;
  t.deepEqual(optimumOf({ ...written, learn: 'scalar' }), optimumOf({ ...written, learn: 'fixed' }));
});

test('a second level counts as active from a variance of 0.01 on, not from its onset', (t) => {
  // beta = secondBeta = s1 = s2 = 1 and v^2 = 0.5: z2 is reached where lambda > 2, and M = lambda / 2 there.
  const secondActive = (eigenvalue: number) => {
    const optimum = twoLevelOptimum({
      eigenvalues: Float64Array.of(9, eigenvalue, 0.1),
      latentDim: 2,
      secondLatentDim: 2,
      beta: 1,
      secondBeta: 1,
      variance: 1,
      priorVariance: 1,
      firstVariance: 0.5,
    });
    if ('none' in optimum) throw new Error(optimum.none);
    return optimum.secondActive;
  };
  // Var of the mean of z2 is 1 - 2 / lambda: 0.01 at 2.0202.
  t.deepEqual([1.99, 2.01, 2.03].map(secondActive), [1, 1, 2]);
});
