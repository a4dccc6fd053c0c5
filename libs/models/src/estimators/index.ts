import type { Estimator, EstimatorSetting } from '../contracts/estimator.ts';
import { analytic } from './analytic.ts';
import { gram } from './gram.ts';
import { eigenbasis, moments } from './moments.ts';
import { sampled } from './sampled.ts';

/** Every estimator, the cheapest first: the first that fits a trial serves it. */
export const ESTIMATORS: readonly Estimator[] = [eigenbasis, moments, analytic, gram, sampled];

/** The estimator of a trial, or of a pack of them, which all have to fit. */
export function estimatorOf(settings: readonly EstimatorSetting[]): Estimator {
  const found = ESTIMATORS.find((estimator) => settings.every((setting) => estimator.fits(setting)));
  if (found === undefined) throw new Error('no estimator fits');
  return found;
}
