import { impliedBetaVariance, type LinearOptimum, type Reduction, rankOf } from '@collapse/closed-forms';
import { adviceFor } from './advice.ts';
import { type Alternative, alternativesTo } from './alternatives.ts';
import type { ColumnFacts } from './column-facts.ts';
import { type LossSettings, optimumOf } from './loss-optimum.ts';

export interface ExplainSettings {
  readonly reduction: Reduction;
  readonly beta: number;
  /** Decoder variance, or that it is learned; null for the one that a loss as written implies at this beta, or 1 for the ELBO. */
  readonly variance: number | 'learned' | null;
  /** Data points a batch; all of them where it is null. */
  readonly batchSize: number | null;
  /** null for 50, or one less than the rank of the data where that is smaller. */
  readonly latentDim: number | null;
  readonly likelihood: 'gaussian' | 'bernoulli' | 'continuous-bernoulli';
}

export interface ExplainedData extends ColumnFacts {
  readonly count: number;
  readonly dim: number;
  /** Of the covariance (divided by N), shape [dim], descending. */
  readonly eigenvalues: Float64Array;
}

/** The best linear VAE for a data set and a loss, nats per data point. */
export interface ExplainedOptimum {
  /** See LinearOptimum. */
  readonly objective: number;
  readonly elbo: number;
  readonly kl: number;
  readonly reconstruction: number;
  /** Exact log p(x) of that model. */
  readonly logLikelihood: number;
  readonly decoderVariance: number;
}

export interface Explanation {
  readonly count: number;
  readonly dim: number;
  readonly eigenvalues: readonly number[];
  readonly rank: number;
  readonly constantColumns: readonly number[];
  readonly duplicateColumns: ColumnFacts['duplicates'];
  readonly settings: Omit<ExplainSettings, 'latentDim' | 'batchSize' | 'variance'> & {
    readonly variance: number | 'learned';
    readonly batchSize: number;
  };
  /** What the loss trains: a direction of the data lives where its eigenvalue is above. null where there is no optimum. */
  readonly impliedBetaVariance: number | null;
  readonly latentDim: number;
  /** Dimensions that live; null where there is no one optimum. */
  readonly active: number | null;
  /** Nats, shape [latentDim], 0 where collapsed. */
  readonly klPerDimension: readonly number[] | null;
  readonly optimum: ExplainedOptimum | null;
  /** Why there is no optimum. */
  readonly noOptimum: string | null;
  /** Latent dimensions beyond which the optimum stays as it is; null where each one below the rank changes it. */
  readonly enoughLatentDim: number | null;
  readonly alternatives: readonly Alternative[];
  readonly advice: readonly string[];
}

/**
 * What the closed forms say of a linear VAE on these data, without training (Lucas et al. 2019; Wang & Ziyin 2022).
 * @throws ClosedFormError for a variance <= 0, a negative beta or a count that is none
 */
export function explain(data: ExplainedData, asked: ExplainSettings): Explanation {
  const { count, dim, eigenvalues } = data;
  const { reduction, beta, likelihood } = asked;
  const rank = rankOf(eigenvalues);
  const latentDim = asked.latentDim ?? Math.max(1, Math.min(50, rank - 1));
  const batchSize = asked.batchSize ?? count;
  const shape = { latentDim, dim, batchSize };
  const variance = asked.variance ?? impliedVariance({ ...shape, reduction, beta });
  const optimum = optimumOf(eigenvalues, { ...shape, reduction, beta, variance });
  const unique = 'threshold' in optimum ? optimum : null;
  const settings = { reduction, beta, likelihood, variance, batchSize };
  const alternatives = alternativesTo(eigenvalues, { ...shape, reduction, beta, variance }, rank);
  const explanation = {
    count,
    dim,
    eigenvalues: Array.from(eigenvalues),
    rank,
    constantColumns: data.constant,
    duplicateColumns: data.duplicates,
    settings,
    impliedBetaVariance: unique?.threshold ?? null,
    latentDim,
    active: unique?.active ?? null,
    klPerDimension: unique === null ? null : Array.from(unique.klPerDimension),
    optimum: unique === null ? null : explainedOptimum(eigenvalues, unique),
    noOptimum: 'none' in optimum ? optimum.none : 'open' in optimum ? optimum.open : null,
    enoughLatentDim: enoughLatentDim(eigenvalues, { ...shape, reduction, beta, variance }, rank),
    alternatives,
  };
  return { ...explanation, advice: adviceFor(explanation) };
}

/** The variance at which beta * variance is what the loss trains; 1 for the ELBO, and where beta is 0. */
function impliedVariance(loss: Omit<LossSettings, 'variance'>): number {
  if (loss.reduction === 'elbo' || loss.beta === 0) return 1;
  return impliedBetaVariance({ ...loss, variance: 1 }) / loss.beta;
}

/**
 * log p(x) of the optimum: its weights are orthogonal with |w_i|^2 = lambda_i - beta s2, so that the covariance of x has
 * the eigenvalues lambda_i - beta s2 + s2 in the directions in use and s2 elsewhere.
 */
function explainedOptimum(eigenvalues: Float64Array, optimum: LinearOptimum): ExplainedOptimum {
  const { objective, elbo, kl, active, threshold, decoderVariance } = optimum;
  const terms = eigenvalues.reduce(
    (sum, eigenvalue, index) => {
      const modelled = index < active ? eigenvalue - threshold + decoderVariance : decoderVariance;
      return sum + Math.log(modelled) + eigenvalue / modelled;
    },
    eigenvalues.length * Math.log(2 * Math.PI),
  );
  return { objective, elbo, kl, reconstruction: elbo + kl, logLikelihood: -terms / 2, decoderVariance };
}

/** The dimensions that live where there is room for all but one of the rank; the loss that divides the KL by k knows no such number. */
function enoughLatentDim(eigenvalues: Float64Array, loss: LossSettings, rank: number): number | null {
  if (loss.reduction === 'mean-mean' || rank < 2) return null;
  const room = loss.variance === 'learned' ? rank - 1 : rank;
  const optimum = optimumOf(eigenvalues, { ...loss, latentDim: room });
  if (!('threshold' in optimum) || (loss.variance === 'learned' && optimum.active === room)) return null;
  return optimum.active;
}
