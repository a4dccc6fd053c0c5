import test from 'ava';
import { mixturePriorOptimum } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference } from '../support/random-model.ts';

test('more components come nearer to the optimum of the standard normal prior', (t) => {
  const settings = { eigenvalue: 25, beta: 1, variance: 1, weights: 'equal' } as const;
  for (const [components, expected] of [
    [1, 5.419],
    [2, 4.076],
    [5, 3.304],
    [10, 3.1396],
  ] as const) {
    const { objective } = mixturePriorOptimum({ ...settings, components });
    t.true(Math.abs(-objective - expected) < 6e-4, `${-objective} at ${components}`);
  }
  // scipy's BFGS over y, means and log weights, 14 starts.
  const learned = mixturePriorOptimum({ ...settings, weights: 'learned', components: 5 });
  t.true(Math.abs(-learned.objective - 3.2094) < 1e-4, `${-learned.objective}`);
  t.true(Math.abs(learned.ratio - 15.978) < 0.05, `${learned.ratio}`);
  // 1/2 [ln 2 pi + 1 + ln 25], in the limit.
  const limit = 0.5 * (Math.log(2 * Math.PI) + 1 + Math.log(25));
  t.true(Math.abs(limit - 3.028) < 6e-4 && -mixturePriorOptimum({ ...settings, components: 15 }).objective > limit);
});

test('the optimum is that of maximising over the scale and the means', (t) => {
  const [lam, beta, variance] = [6, 1.2, 0.7];
  // y = 1 + e^a; means free; the expectation by the trapezoidal rule.
  const objective = (p: Float64Array) => {
    const y = 1 + Math.exp(at(p, 0));
    let kl = -0.5 * (Math.log(2 * Math.PI) + 1);
    for (let u = -8; u <= 8; u += 0.1) {
      const z = u * Math.sqrt(y);
      let density = 0;
      for (const i of [1, 2, 3]) density += Math.exp(-0.5 * (z - at(p, i)) ** 2) / (3 * Math.sqrt(2 * Math.PI));
      kl -= (0.1 * Math.exp(-0.5 * u * u) * Math.log(density)) / Math.sqrt(2 * Math.PI);
    }
    return -0.5 * (Math.log(2 * Math.PI * variance) + lam / (variance * y)) - beta * kl;
  };
  const found = Math.max(...[1, 2].map((seed) => objective(ascend(objective, 4, seed, 600))));
  const optimum = mixturePriorOptimum({ eigenvalue: lam, beta, variance, components: 3, weights: 'equal' });
  t.true(Math.abs(found - optimum.objective) < 1e-5, `${found} against ${optimum.objective}`);
});

test('the threshold is that of any prior', (t) => {
  t.is(mixturePriorOptimum({ eigenvalue: 1.4, beta: 2, variance: 0.7, components: 5, weights: 'equal' }).ratio, 1);
  const above = mixturePriorOptimum({ eigenvalue: 2, beta: 2, variance: 0.7, components: 2, weights: 'equal' });
  t.true(above.ratio > 1 && above.kl > 0);
  const one = mixturePriorOptimum({ eigenvalue: 9, beta: 1, variance: 1, components: 1, weights: 'equal' });
  t.true(difference(one.ratio, 3) < 1e-15 && difference(one.kl, 1) < 1e-15);
});
