import type { LinearOptimum, NoOptimum, OpenOptimum } from '@collapse/closed-forms';
import { type Evidence, evidenceOfDecoder, judgeCollapse } from '@collapse/trials';
import type { ExplainSettings, Explanation } from '../explain/explain.ts';
import { optimumOf } from '../explain/loss-optimum.ts';
import { type Verdict, verdictOfJudgement } from '../verdicts.ts';
import { gaussianReconstruction } from './decoder-measures.ts';

/** The loss that a model was trained with; see ExplainSettings. */
export type TrainedLoss = Omit<ExplainSettings, 'latentDim'>;

/** A model against the best linear VAE with the same loss. */
export interface JudgedModel {
  readonly evidence: Evidence;
  /** null where theory has no count. */
  readonly predicted: { readonly active: number; readonly klPerDimension: readonly number[] } | null;
  /** Nats of the ELBO that the loss amounts to, below its optimum; null where the evidence is not exact. */
  readonly belowOptimum: number | null;
  readonly verdict: Pick<Verdict, 'kind' | 'text'> | null;
}

/** What of a trained model is judged. */
export interface MeasuredModel {
  readonly kl: number;
  readonly activeUnits: number;
  /** E_q |x - W z - b|^2 of a linear decoder with a Gaussian likelihood; null of any other. */
  readonly squaredError: number | null;
}

/**
 * Exact for a linear decoder with a Gaussian likelihood, whose distance to the optimum is known; of any other decoder the
 * closed form is a yardstick.
 * @param explanation of the data and the loss at this number of latent dimensions
 * @param eigenvalues of the covariance of the data (divided by N), shape [dim], descending
 */
export function judgeModel(
  { kl, activeUnits, squaredError }: MeasuredModel,
  explanation: Explanation,
  eigenvalues: Float64Array,
): JudgedModel {
  const { latentDim, settings } = explanation;
  const optimum = elboOptimum(explanation, eigenvalues);
  const evidence = evidenceOfDecoder(squaredError !== null, 'objective' in optimum);
  const unique = 'threshold' in optimum ? optimum : null;
  const klPerDimension = unique === null ? null : Array.from(unique.klPerDimension);
  const judgement = judgeCollapse({
    evidence,
    latentDim,
    // Of the encoder no more is known than what it put out.
    hasLinearEncoder: false,
    beta: settings.beta,
    objectivePerNat: 1,
    metrics: {
      active_units: activeUnits,
      active_units_predicted: unique?.active ?? null,
      active_units_near_threshold: unique?.nearThreshold ?? null,
      objective: squaredError === null ? null : trainedElbo(squaredError, kl, explanation),
      objective_optimum: 'objective' in optimum ? optimum.objective : null,
      objective_slope: null,
      objective_slope_se: null,
      steps: null,
    },
    predictedKl: klPerDimension,
  });
  return {
    evidence,
    predicted: unique === null || klPerDimension === null ? null : { active: unique.active, klPerDimension },
    belowOptimum: judgement?.training.gap ?? null,
    verdict: judgement === null ? null : pick(verdictOfJudgement(judgement)),
  };
}

const pick = ({ kind, text }: Verdict) => ({ kind, text });

/** The optimum in nats of the ELBO: a loss as written is one, with the variance that it implies at its beta. */
function elboOptimum(explanation: Explanation, eigenvalues: Float64Array): LinearOptimum | OpenOptimum | NoOptimum {
  const { latentDim, dim, settings } = explanation;
  return optimumOf(eigenvalues, {
    latentDim,
    dim,
    batchSize: settings.batchSize,
    reduction: 'elbo',
    beta: settings.beta,
    variance: elboVariance(explanation),
  });
}

function elboVariance({ settings, impliedBetaVariance }: Explanation): number | 'learned' {
  const { reduction, beta, variance } = settings;
  if (reduction === 'elbo' || impliedBetaVariance === null) return variance;
  return impliedBetaVariance / beta;
}

/** E_q log p(x|z) - beta KL; a learned variance is at its best, the mean squared error. */
function trainedElbo(squaredError: number, kl: number, explanation: Explanation): number {
  const { dim, settings } = explanation;
  const variance = elboVariance(explanation);
  const decoderVariance = variance === 'learned' ? squaredError / dim : variance;
  return gaussianReconstruction(squaredError, decoderVariance, dim) - settings.beta * kl;
}
