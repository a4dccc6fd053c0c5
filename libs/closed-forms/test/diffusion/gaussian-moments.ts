import { at, standardNormals } from '../support/random-model.ts';

export interface Case {
  readonly eigenvalues: Float64Array;
  readonly mean: Float64Array;
  readonly signalToNoise: Float64Array;
}

/** A random data set and a random falling schedule of T steps. */
export function randomCase(seed: number): Case {
  const normal = standardNormals(seed);
  const dim = 1 + (seed % 4);
  const steps = [1, 2, 7, 50][Math.floor(seed / 4) % 4] ?? 1;
  return {
    eigenvalues: Float64Array.from({ length: dim }, () => Math.exp(1.5 * normal())),
    mean: Float64Array.from({ length: dim }, () => 2 * normal()),
    signalToNoise: Float64Array.from({ length: steps + 1 }, () => Math.exp(3 * normal()))
      .sort()
      .reverse(),
  };
}

/** The minimum of a convex function of one number, by golden sections. */
export function goldenMinimum(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 90; step++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (f(a) < f(b)) high = b;
    else low = a;
  }
  return f((low + high) / 2);
}

/**
 * -ELBO from the definition of a diffusion, with the moments of (x, z_s, z_t): q(z_s|z_t, x) by conditioning, the best
 * denoiser by linear regression, the reverse variances by search. Shares nothing with the code under test.
 */
export function negativeElboByMoments(
  { eigenvalues, mean, signalToNoise }: Case,
  reverse: 'fixed' | 'isotropic' | 'per-dimension',
  decoder: 'fixed' | 'posterior',
): number {
  const a = [...signalToNoise].map((snr) => Math.sqrt(snr / (1 + snr)));
  const noise = a.map((value) => 1 - value * value);
  const last = a.length - 1;
  let total = 0;
  for (const [j, lam] of eigenvalues.entries()) {
    const [a1, v1] = [at(a, last), at(noise, last)];
    total += 0.5 * (v1 + a1 ** 2 * (lam + at(mean, j) ** 2) - 1 - Math.log(v1));
    const [a0, v0] = [at(a, 0), at(noise, 0)];
    const left = decoder === 'fixed' ? v0 / a0 ** 2 : lam - (a0 * lam) ** 2 / (a0 ** 2 * lam + v0);
    total += 0.5 * (Math.log(2 * Math.PI * left) + 1);
  }
  for (let i = 0; i < last; i++) {
    const [as, vs, at1, vt] = [at(a, i), at(noise, i), at(a, i + 1), at(noise, i + 1)];
    const across = at1 / as;
    const added = vt - across ** 2 * vs;
    const own = (added * vs) / vt;
    const errors = [...eigenvalues].map((lam) => {
      const left = lam - (at1 * lam) ** 2 / (at1 ** 2 * lam + vt);
      return ((as * added) / vt) ** 2 * left;
    });
    const cost = (variance: number, error: number) => 0.5 * (Math.log(variance / own) + (own + error) / variance - 1);
    const [low, high] = [Math.log(own) - 1, Math.log(own + Math.max(...errors)) + 1];
    if (reverse === 'fixed') total += errors.reduce((sum, error) => sum + cost(own, error), 0);
    else if (reverse === 'isotropic')
      total += goldenMinimum((log) => errors.reduce((sum, error) => sum + cost(Math.exp(log), error), 0), low, high);
    else total += errors.reduce((sum, error) => sum + goldenMinimum((log) => cost(Math.exp(log), error), low, high), 0);
  }
  return total;
}

/** -ln p of the data, nats per data point: its differential entropy. */
export function entropy({ eigenvalues }: Case): number {
  return eigenvalues.reduce((sum, lam) => sum + 0.5 * (Math.log(2 * Math.PI * lam) + 1), 0);
}
