import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { backend } from '../random-parameters.ts';
import {
  bound,
  countsBelow,
  holdsGradients,
  holdsMean,
  holdsNetwork,
  holdsPack,
  holdsValues,
  type Made,
} from './support/held-likelihood.ts';
import { negativeBinomial } from './support/negative-binomial.ts';

test.before(() => backend.description);

const KIND = 'zero-inflated-negative-binomial';

function reference(x: number, made: Made): number {
  const lost = 1 / (1 + Math.exp(-(made.dropoutLogit ?? Number.NaN)));
  return Math.log((x === 0 ? lost : 0) + (1 - lost) * Math.exp(negativeBinomial(x, made)));
}

const made = (location: number, dispersion: number, dropoutLogit: number) => ({
  location,
  logDispersion: Math.log(dispersion),
  dropoutLogit,
});

test('its probability is that of scipy 1.17.1', (t) => {
  // f = scipy.stats.nbinom.logpmf(x, d, d / (d + numpy.exp(location))), p = 1 / (1 + numpy.exp(-logit)):
  // numpy.logaddexp(numpy.log(p), numpy.log1p(-p) + f) at x = 0, else numpy.log1p(-p) + f.
  holdsValues(t, bound(KIND), reference, [
    [0, made(-3, 1, -2), -0.0426701288891389],
    [0, made(3, 5, 0.5), -0.4738861991272177],
    [3, made(0.7, 2, 1), -3.389306170129524],
    [17, made(2, 0.5, -4), -4.506885679904457],
    [0, made(8, 100, -1), -1.3132616875182228],
    [0, made(0.5, 1e6, 3), -0.03905904098279189],
  ]);
});

test('its slopes are those of the probability', (t) => {
  holdsGradients(t, bound(KIND), reference, [
    [0, made(-3, 1, -2)],
    [0, made(3, 5, 0.5)],
    [3, made(0.7, 2, 1)],
    [17, made(2, 0.5, -4)],
    [0, made(2, 80, 3)],
  ]);
});

test('a count far from what is likely does not spoil the slopes', (t) => {
  const slope = tf.grad((location: tf.Tensor) =>
    tf.sum(
      bound(KIND).logDensity(tf.tensor([0, 9000], [1, 2, 1]), {
        location,
        logDispersion: tf.fill([1, 1, 1], 2),
        dropoutLogit: tf.fill([1, 1, 1], -1),
      }),
    ),
  )(tf.tensor([30, -30], [1, 2, 1]));
  t.true([...slope.dataSync()].every(Number.isFinite));
});

test('it sums to 1, and its mean is that of what is not lost', (t) => {
  holdsMean(t, bound(KIND), made(1.3, 2, -0.5), countsBelow(400), 1e-5);
});

const COUNTS = [0, 1, 2, 3, 4, 5, 0, 0, 0, 7, 8, 30];

test('members of a pack have dispersions of their own', (t) => {
  for (const learn of ['fixed', 'scalar', 'per-dimension', 'network'] as const) {
    holdsPack(t, KIND, [{ learn, dispersion: 3 }, { learn }], COUNTS);
  }
});

test('the share that is lost is an output of the network, and starts near a tenth', (t) => {
  holdsNetwork(t, KIND, {}, 'logDispersion', 0);
  holdsNetwork(t, KIND, { dispersionFloor: 0.2 }, 'logDispersion', 0.2);
  holdsNetwork(t, KIND, {}, 'dropoutLogit', 0);
  const fixed = bound(KIND);
  const definitions = fixed.parameters({ width: 2, dim: 3 });
  t.deepEqual(Object.keys(definitions), ['decoder.dropoutLogit.weights', 'decoder.dropoutLogit.biases']);
  t.deepEqual(definitions['decoder.dropoutLogit.biases']?.start, { constant: Math.log(1 / 9) });
  t.throws(() => fixed.heads({ parameters: {}, numbers: {}, features: null }), { message: /dropoutLogit/ });
});
