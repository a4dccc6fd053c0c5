import type { TrialResult } from '@collapse/trials';

/** What became of a trial's latent dimensions, and whether the closed form says the same. */
export interface Verdict {
  readonly collapse: 'none' | 'partial' | 'collapsed' | 'diverged' | 'failed';
  readonly prediction: 'as predicted' | 'beyond prediction' | 'fewer than predicted' | 'no closed form';
}

/** Dimensions within 2% of the threshold (active_units_near_threshold) may tip either way. */
export function verdictOf(result: TrialResult): Verdict {
  if (result.status === 'failed') {
    return { collapse: result.error.reason === 'diverged' ? 'diverged' : 'failed', prediction: 'no closed form' };
  }
  const { active_units: active, active_units_predicted: predicted, active_units_near_threshold: near } = result.metrics;
  const { latentDim } = result.specification.model;
  const collapse = active === 0 ? 'collapsed' : (active ?? 0) < latentDim ? 'partial' : 'none';
  if (active === null || predicted === null) return { collapse, prediction: 'no closed form' };
  if (Math.abs(active - predicted) <= (near ?? 0)) return { collapse, prediction: 'as predicted' };
  return { collapse, prediction: active < predicted ? 'beyond prediction' : 'fewer than predicted' };
}
