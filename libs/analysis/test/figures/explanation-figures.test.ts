import test from 'ava';
import { eigenvalueSpectrumFigure, type Fate } from '../../src/figures/eigenvalue-spectrum.ts';
import { rateDistortionFigure } from '../../src/figures/rate-distortion.ts';
import { matchesSnapshot } from './snapshot.ts';

test('the spectrum with its threshold', async (t) => {
  const fates: readonly Fate[] = ['lives', 'lives', 'collapses', 'collapses', 'not asked for', 'not asked for'];
  const spectrum = {
    directions: fates.map((fate, index) => ({ eigenvalue: 10 * 0.4 ** index, fate })),
    threshold: 2,
    thresholdLabel: 'beta × variance = 2',
  };
  await matchesSnapshot(t, eigenvalueSpectrumFigure(spectrum, 'wide'), 'eigenvalue-spectrum');
  await matchesSnapshot(t, eigenvalueSpectrumFigure(spectrum, 'narrow'), 'eigenvalue-spectrum-narrow');
});

test('rate and distortion over beta', async (t) => {
  const points = [0.1, 0.5, 1, 2, 10].map((beta) => ({
    beta,
    kl: 3 / (1 + beta),
    squaredError: 8 * (1 - 1 / (1 + beta)),
  }));
  await matchesSnapshot(t, rateDistortionFigure(points, 1, 'wide'), 'rate-distortion');
});
