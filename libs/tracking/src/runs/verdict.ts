import { type CollapseJudgement, type Evidence, judgeResult, type TrialResult } from '@collapse/trials';

/** What became of a trial's latent dimensions, and what the closed form says to that, as tags that runs are filtered by. */
export interface Verdict {
  readonly collapse: 'none' | 'partial' | 'collapsed' | 'diverged' | 'failed';
  readonly evidence: Evidence;
  /** Of exact evidence against the prediction, of a yardstick against the best linear VAE: never the same words. */
  readonly prediction:
    | 'as predicted'
    | 'near the threshold'
    | 'beyond prediction'
    | 'fewer than predicted'
    | 'as the yardstick'
    | 'fewer than the yardstick'
    | 'more than the yardstick'
    | 'open'
    | 'no closed form';
  /** Where training ended: by the distance to an exact optimum, else by the slope of the last tenth. */
  readonly training:
    | 'at the optimum'
    | 'below the optimum'
    | 'above the optimum'
    | 'level'
    | 'still rising'
    | 'unknown';
}

/** By the one rule of judgeCollapse. */
export function verdictOf(result: TrialResult): Verdict {
  if (result.status === 'failed') {
    const collapse = result.error.reason === 'diverged' ? 'diverged' : 'failed';
    return { collapse, evidence: 'none', prediction: 'no closed form', training: 'unknown' };
  }
  const judgement = judgeResult(result);
  if (judgement === null) {
    return { collapse: 'none', evidence: 'none', prediction: 'no closed form', training: 'unknown' };
  }
  const { collapsed, latentDim, evidence, training } = judgement;
  const collapse = collapsed === latentDim ? 'collapsed' : collapsed > 0 ? 'partial' : 'none';
  return { collapse, evidence, prediction: predictionOf(judgement), training: TRAINING_WORDS[training.kind] };
}

function predictionOf({ evidence, comparison }: CollapseJudgement): Verdict['prediction'] {
  if (evidence === 'none' || comparison === 'no-closed-form') return 'no closed form';
  if (comparison === 'open') return 'open';
  const isExact = evidence === 'exact';
  switch (comparison) {
    case 'equal':
      return isExact ? 'as predicted' : 'as the yardstick';
    case 'near-threshold':
      return isExact ? 'near the threshold' : 'as the yardstick';
    case 'fewer-in-use':
      return isExact ? 'beyond prediction' : 'fewer than the yardstick';
    case 'more-in-use':
      return isExact ? 'fewer than predicted' : 'more than the yardstick';
  }
}

const TRAINING_WORDS: Readonly<Record<CollapseJudgement['training']['kind'], Verdict['training']>> = {
  'at-optimum': 'at the optimum',
  'below-optimum': 'below the optimum',
  'above-optimum': 'above the optimum',
  level: 'level',
  rising: 'still rising',
  unknown: 'unknown',
};
