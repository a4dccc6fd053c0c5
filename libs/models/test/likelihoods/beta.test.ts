import test from 'ava';
import { BUILT_IN, likelihoodOf } from '../../src/index.ts';
import { logGammaOf } from '../../src/likelihoods/log-gamma.ts';
import { backend, normals } from '../random-parameters.ts';
import {
  bound,
  holdsGradients,
  holdsMean,
  holdsNetwork,
  holdsPack,
  holdsValues,
  interval,
  type Made,
} from './support/held-likelihood.ts';

test.before(() => backend.description);

function reference(x: number, { location, logConcentration = Number.NaN }: Made): number {
  const c = Math.exp(logConcentration);
  const [a, b] = [c / (1 + Math.exp(-location)), c / (1 + Math.exp(location))];
  return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) + logGammaOf(c) - logGammaOf(a) - logGammaOf(b);
}

const made = (location: number, concentration: number) => ({ location, logConcentration: Math.log(concentration) });

test('its density is scipy.stats.beta.logpdf(x, m * c, (1 - m) * c), m = 1 / (1 + numpy.exp(-location)), of scipy 1.17.1', (t) => {
  // x to float32.
  holdsValues(t, bound('beta'), reference, [
    [0.30000001192092896, made(-0.2, 2), 0.06805444040452341],
    [0.9990000128746033, made(2, 0.5), 3.5816590207570465],
    [9.999999974752427e-7, made(-4, 1), 9.548339777899258],
    [0.800000011920929, made(1, 3), 0.4990281536442748],
  ]);
  // Terms of 100 and of 6000 that nearly cancel.
  holdsValues(t, bound('beta'), reference, [[0.009999999776482582, made(-3, 40), 2.463964595009953]], 2e-5);
  holdsValues(t, bound('beta'), reference, [[0.5, made(0, 1000), 3.227836286887623]], 5e-4);
});

test('its slopes are those of the density', (t) => {
  holdsGradients(
    t,
    bound('beta'),
    reference,
    [
      [0.30000001192092896, made(-0.2, 2)],
      [0.9990000128746033, made(2, 0.5)],
      [0.25, made(-1, 40)],
    ],
    2e-5,
  );
});

test('it integrates to 1, and its mean is the sigmoid of the location', (t) => {
  for (const [location, c] of [
    [0.4, 8],
    [-1, 30],
  ] as const) {
    holdsMean(t, bound('beta'), made(location, c), interval(0, 1, 20_000), 1e-4);
  }
});

const SHARES = [...normals(12, 3)].map((value) => 1 / (1 + Math.exp(-value)));

test('members of a pack have concentrations of their own', (t) => {
  for (const learn of ['fixed', 'scalar', 'per-dimension', 'network'] as const) {
    holdsPack(t, 'beta', [{ learn, concentration: 5 }, { learn }], SHARES);
  }
});

test('a concentration from the network', (t) => holdsNetwork(t, 'beta', {}, 'logConcentration', 0));

test('a concentration of its own grows for ever where a dimension never varies', (t) => {
  const reason = (learn: string) =>
    likelihoodOf(BUILT_IN, { kind: 'beta' }).unbounded?.({ learn, concentration: 2 }, { count: 2, atEnds: 0 });
  t.is(
    reason('per-dimension'),
    'the ELBO has no maximum: 2 pixels never vary, and a concentration of its own can grow for ever there, where the density grows without bound',
  );
  for (const learn of ['fixed', 'scalar']) t.is(reason(learn), null);
});
