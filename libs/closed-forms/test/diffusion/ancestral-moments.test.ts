import test from 'ava';
import { ancestralMoments, denoiserError, diffusionGap, optimalDenoiser } from '../../src/index.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';
import { randomCase } from './gaussian-moments.ts';

test('the best denoiser has the stated error, and no other linear one a lower', (t) => {
  const [lam, mu, snr] = [2.3, -1.1, 0.7];
  const [signal, noise] = [snr / (1 + snr), 1 / (1 + snr)];
  const { gain, offset } = optimalDenoiser(Float64Array.of(lam), Float64Array.of(mu), snr);
  // E (x - g z - o)^2 by the moments of z = a x + sig e.
  const error = (g: number, o: number) =>
    lam * (1 - g * Math.sqrt(signal)) ** 2 + g * g * noise + (mu - g * Math.sqrt(signal) * mu - o) ** 2;
  const [g, o] = [at(gain, 0), at(offset, 0)];
  t.true(difference(error(g, o), at(denoiserError(Float64Array.of(lam), snr), 0)) < 1e-14);
  for (const step of [-1e-3, 1e-3]) t.true(error(g + step, o) > error(g, o) && error(g, o + step) > error(g, o));
});

test('a reverse variance per axis returns the data but for what the prior hides; KL(data || samples) is within the gap', (t) => {
  for (let seed = 1; seed <= 32; seed++) {
    const setting = randomCase(seed);
    for (const reverse of ['fixed', 'isotropic', 'per-dimension'] as const) {
      for (const decoder of ['fixed', 'posterior'] as const) {
        const { mean, variance } = ancestralMoments(setting, reverse, decoder);
        const kl = setting.eigenvalues.reduce((sum, lam, j) => {
          const v = at(variance, j);
          return sum + 0.5 * (Math.log(v / lam) + (lam + (at(setting.mean, j) - at(mean, j)) ** 2) / v - 1);
        }, 0);
        const { gap } = diffusionGap(setting, reverse, decoder);
        t.true(kl <= gap * (1 + 1e-9) + 1e-12, `${kl} above ${gap}`);
      }
    }
  }
  const setting = { ...randomCase(3), signalToNoise: Float64Array.of(1e3, 2, 0.1, 0) };
  const { mean, variance } = ancestralMoments(setting, 'per-dimension', 'posterior');
  for (const [j, lam] of setting.eigenvalues.entries()) {
    t.true(difference(at(variance, j), lam) < 1e-12 && difference(at(mean, j), at(setting.mean, j)) < 1e-12);
  }
});

test('ancestral samples have these moments', (t) => {
  const eigenvalues = Float64Array.of(2, 0.3);
  const dataMean = Float64Array.of(1, -2);
  const signalToNoise = Float64Array.of(50, 3, 0.5, 0.1);
  const normal = standardNormals(7);
  const count = 100_000;
  for (const reverse of ['fixed', 'isotropic'] as const) {
    const samples = [0, 1].map(() => ({ sum: 0, square: 0 }));
    const a = [...signalToNoise].map((snr) => Math.sqrt(snr / (1 + snr)));
    const v = a.map((value) => 1 - value * value);
    const error = (lam: number, i: number) => (lam * at(v, i)) / (at(a, i) ** 2 * lam + at(v, i));
    for (let n = 0; n < count; n++) {
      const z = [normal(), normal()];
      for (let i = 2; i >= 0; i--) {
        const across = at(a, i + 1) / at(a, i);
        const added = at(v, i + 1) - across ** 2 * at(v, i);
        const pull = (at(a, i) * added) / at(v, i + 1);
        const own = (added * at(v, i)) / at(v, i + 1);
        const extra = reverse === 'fixed' ? 0 : (pull ** 2 * (error(2, i + 1) + error(0.3, i + 1))) / 2;
        for (const j of [0, 1]) {
          const [lam, mu] = [at(eigenvalues, j), at(dataMean, j)];
          const gain = (lam * at(a, i + 1)) / (at(a, i + 1) ** 2 * lam + at(v, i + 1));
          const x = mu + gain * (at(z, j) - at(a, i + 1) * mu);
          z[j] = ((across * at(v, i)) / at(v, i + 1)) * at(z, j) + pull * x + Math.sqrt(own + extra) * normal();
        }
      }
      for (const [j, sample] of samples.entries()) {
        const x = at(z, j) / at(a, 0) + normal() / Math.sqrt(50);
        sample.sum += x;
        sample.square += x * x;
      }
    }
    const { mean, variance } = ancestralMoments({ eigenvalues, mean: dataMean, signalToNoise }, reverse, 'fixed');
    for (const [j, { sum, square }] of samples.entries()) {
      const [m, s2] = [sum / count, square / count - (sum / count) ** 2];
      // Five standard errors.
      t.true(Math.abs(m - at(mean, j)) < 5 * Math.sqrt(s2 / count), `${m} against ${at(mean, j)}`);
      t.true(Math.abs(s2 / at(variance, j) - 1) < 5 * Math.sqrt(2 / count), `${s2} against ${at(variance, j)}`);
    }
  }
});
