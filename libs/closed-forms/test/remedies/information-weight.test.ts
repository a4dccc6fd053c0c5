import test from 'ava';
import { informationWeight, linearOptimum, sigmaVaeVariance } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference } from '../support/random-model.ts';

test('with total correlation and dimension-wise KL charged at any weight, the weight of the information decides', (t) => {
  const [lam, variance] = [[4, 0.9], 0.5] as const;
  for (const weights of [
    { mutualInformation: 1, totalCorrelation: 6, dimensionwiseKl: 3 },
    { mutualInformation: 3, totalCorrelation: 1, dimensionwiseKl: 1 },
    { mutualInformation: 0.4, totalCorrelation: 2, dimensionwiseKl: 1 },
  ]) {
    // W, V (2 x 2) and ln D free; the aggregate of Gaussian data is Gaussian, its parts by their definitions.
    const objective = (p: Float64Array) => {
      const w = (j: number, i: number) => at(p, 2 * j + i);
      const v = (i: number, j: number) => at(p, 4 + 2 * i + j);
      const d = [Math.exp(at(p, 8)), Math.exp(at(p, 9))];
      const m = (a: number, b: number) =>
        v(a, 0) * v(b, 0) * lam[0] + v(a, 1) * v(b, 1) * lam[1] + (a === b ? at(d, a) : 0);
      const logDeterminant = Math.log(m(0, 0) * m(1, 1) - m(0, 1) ** 2);
      let error = 0;
      for (const j of [0, 1]) {
        for (const k of [0, 1]) error += ((j === k ? 1 : 0) - w(j, 0) * v(0, k) - w(j, 1) * v(1, k)) ** 2 * at(lam, k);
        for (const i of [0, 1]) error += w(j, i) ** 2 * at(d, i);
      }
      const information = 0.5 * (logDeterminant - Math.log(at(d, 0)) - Math.log(at(d, 1)));
      const correlation = 0.5 * (Math.log(m(0, 0)) + Math.log(m(1, 1)) - logDeterminant);
      const each = [0, 1].reduce((sum, i) => sum + 0.5 * (m(i, i) - 1 - Math.log(m(i, i))), 0);
      return (
        -Math.log(2 * Math.PI * variance) -
        error / (2 * variance) -
        weights.mutualInformation * information -
        weights.totalCorrelation * correlation -
        weights.dimensionwiseKl * each
      );
    };
    const beta = informationWeight(weights);
    if (typeof beta !== 'number') return t.fail(beta.none);
    const optimum = linearOptimum({
      ...{ eigenvalues: Float64Array.from(lam), latentDim: 2, dim: 2, batchSize: 1, beta, variance },
      ...{ learn: 'fixed', reduction: 'elbo' },
    });
    if ('none' in optimum) return t.fail(optimum.none);
    const found = Math.max(...[1, 2, 3].map((seed) => objective(ascend(objective, 10, seed, 1000))));
    t.true(found <= optimum.objective + 1e-9, `${found} above ${optimum.objective}`);
    t.true(found > optimum.objective - 1e-3, `${found} against ${optimum.objective}`);
  }
});

test('InfoVAE: 1 - alpha; at alpha = 1 no optimum; rewards are refused', (t) => {
  t.true(difference(Number(informationWeight({ informationWeight: 0.3, aggregateWeight: 5 })), 0.7) < 1e-15);
  t.true(typeof informationWeight({ informationWeight: 1, aggregateWeight: 1 }) === 'object');
  t.throws(() => informationWeight({ informationWeight: 1.5, aggregateWeight: 1 }), {
    message: /^1 - informationWeight/,
  });
  t.throws(() => informationWeight({ informationWeight: 0, aggregateWeight: 0.5 }), { message: /aggregateWeight - 1/ });
  t.throws(() => informationWeight({ mutualInformation: 1, totalCorrelation: -1, dimensionwiseKl: 1 }), {
    message: /^totalCorrelation/,
  });
});

test("sigma-VAE's variance is where the optimum's mean squared error is the variance itself", (t) => {
  const eigenvalues = Float64Array.of(5, 3, 1.2, 0.9, 0.1, 0.1);
  for (const k of [1, 3, 5]) {
    let variance = 1;
    for (let round = 0; round < 2000; round++) {
      const error = eigenvalues.reduce((sum, lam, i) => sum + (i < k && lam > variance ? variance : lam), 0);
      variance = error / 6;
    }
    t.true(difference(variance, sigmaVaeVariance(eigenvalues, k)) < 1e-9, `${variance}`);
  }
  t.throws(() => sigmaVaeVariance(eigenvalues, 6), { message: /^latentDim: expected fewer/ });
});
