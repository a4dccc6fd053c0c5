import test from 'ava';
import { importanceWeightedGap, weightVariance } from '../../src/index.ts';
import { standardNormals } from '../support/random-model.ts';

const pair = (meanDifference: number, posterior: number, encoder: number) => ({
  meanDifference,
  encoderVariance: encoder ** 2,
  posteriorVariance: posterior ** 2,
});

test('where the weights have no variance the gap is finite', (t) => {
  const wide = pair(0, 1.2, 0.7);
  t.is(weightVariance(wide), Number.POSITIVE_INFINITY);
  // By Monte Carlo of the first derivation: .210 .108 .033.
  for (const [samples, expected] of [
    [1, 0.21],
    [5, 0.108],
    [50, 0.033],
  ] as const) {
    const gap = importanceWeightedGap(wide, samples);
    t.true(Math.abs(gap - expected) < 1.5e-3, `${gap} at ${samples}`);
  }
});

test('at many samples the gap is chi^2 / (2 K)', (t) => {
  for (const each of [pair(0.5, 1, 1), pair(0, 1, 0.8), pair(0, 1, 1.5), pair(0.3, 0.7, 1)]) {
    const samples = 20_000;
    const law = weightVariance(each) / (2 * samples);
    const gap = importanceWeightedGap(each, samples);
    t.true(Math.abs(gap / law - 1) < 0.01, `${gap} against ${law}`);
  }
});

test('the gap is that of sampling, falls with K, and is 0 for the true posterior', (t) => {
  const normal = standardNormals(5);
  for (const each of [pair(0.6, 1, 1.3), pair(-0.4, 0.9, 0.8)]) {
    const { meanDifference: dm, encoderVariance: q, posteriorVariance: p } = each;
    for (const samples of [2, 7]) {
      const count = 40_000;
      let [sum, square] = [0, 0];
      for (let n = 0; n < count; n++) {
        let total = 0;
        for (let k = 0; k < samples; k++) {
          const z = Math.sqrt(q) * normal();
          total += Math.sqrt(q / p) * Math.exp(0.5 * ((z * z) / q - (z + dm) ** 2 / p));
        }
        const value = -Math.log(total / samples);
        sum += value;
        square += value * value;
      }
      const error = Math.sqrt((square / count - (sum / count) ** 2) / count);
      const gap = importanceWeightedGap(each, samples);
      t.true(Math.abs(sum / count - gap) < 5 * error, `${gap} against ${sum / count} +- ${error}`);
    }
    const gaps = [1, 2, 3, 10].map((samples) => importanceWeightedGap(each, samples));
    t.deepEqual(
      [...gaps].sort((a, b) => b - a),
      gaps,
    );
  }
  t.true(Math.abs(importanceWeightedGap(pair(0, 1.3, 1.3), 4)) < 1e-9);
  t.throws(() => importanceWeightedGap(pair(0, 1, 1), 0), { message: /^samples/ });
});
