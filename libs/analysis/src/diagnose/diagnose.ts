import {
  ACTIVE_ABOVE,
  collapseMeasures,
  type EncoderOutputs,
  effectiveRank,
  effectiveRankError,
  eigendecompose,
  type LinearDecoder,
  latentDimensions,
  latentSamplingErrors,
  marginalKl,
  momentMatchedKl,
  momentsOf,
  standardError,
} from '@collapse/closed-forms';
import type { Evidence } from '@collapse/trials';
import { type Explanation, explain } from '../explain/explain.ts';
import type { DiagnosedData } from './check-companions.ts';
import { type DecoderMeasures, decoderMeasures } from './decoder-measures.ts';
import { type JudgedModel, judgeModel, type TrainedLoss } from './judge-model.ts';
import { randomPoints } from './random-points.ts';
import { type ReconstructionMeasures, reconstructionMeasures } from './reconstruction-measures.ts';

/** As many points as --marginal-points has where it is left out. */
const PAIRED = 5000;
const MOST_SAMPLES = 100;

/** A trained model of the user's, as far as it was given. Arrays have passed their checks. */
export interface DiagnosedModel {
  readonly outputs: EncoderOutputs;
  readonly data: DiagnosedData | null;
  /** Shape [N, d]. */
  readonly reconstructions: Float32Array | Float64Array | null;
  readonly decoder: Omit<LinearDecoder, 'decoderVariance'> | null;
  /** Or what is missing of it, as the end of "No verdict: ". */
  readonly loss: TrainedLoss | { readonly missing: string };
}

export interface DiagnosisOptions {
  /** Data points, drawn at random, that mutual information and marginal KL are taken over: their cost is its square. */
  readonly marginalPoints: number;
  /** Draws from [0, 1) that choose them, one a call. */
  readonly uniform: () => number;
  /** Draws from N(0, 1) for samples of the posterior of each point, shape [points, samples, k]. */
  readonly normals: (size: number) => ArrayLike<number>;
}

/** Standard errors over the data points, under the name of what they are of. */
export interface DiagnosisErrors {
  readonly klPerDimension: readonly number[];
  readonly kl: number;
  readonly posteriorMeanVariance: readonly number[];
  readonly mutualInformation: number;
  readonly marginalKl: number;
  readonly effectiveRank: number | null;
}

/** What a trained model's latent dimensions do, and how that compares with theory. Nats per data point. */
export interface Diagnosis {
  readonly count: number;
  readonly latentDim: number;
  /** Numbers of a data point; null without data. */
  readonly dim: number | null;
  /** Shape [k]. */
  readonly klPerDimension: readonly number[];
  readonly kl: number;
  /** Var_x of each posterior mean, shape [k]. */
  readonly posteriorMeanVariance: readonly number[];
  /** P_x[KL_i < 0.01], shape [k]. */
  readonly fractionBelowEpsilon: readonly number[];
  /** Dimensions with Var_x(mu_i) > 0.01. */
  readonly activeUnits: number;
  /** Eigenvalues of Cov_x(mu) > 0.01. */
  readonly activeAxes: number;
  /** Dimensions with a mean KL > 0.01. */
  readonly activeKl: number;
  /** Share of dimensions that are (0.01, 0.01)-collapsed. */
  readonly collapsedFraction: number;
  /** I(x; z) over `marginalPoints` data points, at most ln of their number. */
  readonly mutualInformation: number;
  readonly marginalKl: number;
  /** What the moments of all posteriors bound them by, over all data points; see momentMatchedKl. */
  readonly mutualInformationAtMost: number;
  readonly marginalKlAtLeast: number;
  readonly marginalPoints: number;
  /** Of the posterior of each of those points. */
  readonly marginalSamples: number;
  /** Eigenvalues of Cov_x(mu), descending, shape [k]. */
  readonly posteriorMeanSpectrum: readonly number[];
  /** null where the means do not vary. */
  readonly effectiveRank: number | null;
  /** null without reconstructions. */
  readonly reconstructions: ReconstructionMeasures | null;
  /** null without decoder weights and what variance they were trained with. */
  readonly decoder: DecoderMeasures | null;
  readonly standardErrors: DiagnosisErrors;
  /** exact: of this very model; yardstick: of the best linear VAE; none: there is nothing to compare with. */
  readonly evidence: Evidence;
  /** The best linear VAE with the same loss; null where there is none, or data or loss were not told. */
  readonly predicted: JudgedModel['predicted'];
  /** Nats of the ELBO that the loss amounts to, below its optimum; null where the evidence is not exact. */
  readonly belowOptimum: number | null;
  /** null where data or loss were not told, and `noVerdict` says which. */
  readonly verdict: JudgedModel['verdict'];
  readonly noVerdict: string | null;
  /** What `sweep explain` says of the data and the loss; null where one was not told. */
  readonly explanation: Explanation | null;
}

/** @throws ClosedFormError for a variance <= 0 or a negative beta */
export function diagnose(model: DiagnosedModel, options: DiagnosisOptions): Diagnosis {
  const { outputs, data, reconstructions } = model;
  const { count, latentDim } = outputs;
  const dimensions = latentDimensions(outputs);
  const errors = latentSamplingErrors(outputs, dimensions);
  const measures = collapseMeasures(dimensions);
  const kl = dimensions.klPerDimension.reduce((sum, value) => sum + value, 0);
  const codes = codeMeasures(outputs);
  const marginal = marginalMeasures(outputs, options);
  const noVerdict = 'missing' in model.loss ? model.loss.missing : data === null ? 'give the data as --data' : null;
  const explanation = 'missing' in model.loss || data === null ? null : explain(data, { ...model.loss, latentDim });
  const decoder = explanation === null ? null : measuredDecoder(model, explanation, errors.klOfPoints);
  const judged =
    explanation === null || data === null
      ? null
      : judgeModel(
          { kl, activeUnits: measures.activeUnits, squaredError: decoder?.squaredError ?? null },
          explanation,
          data.eigenvalues,
        );
  return {
    count,
    latentDim,
    dim: data?.dim ?? null,
    klPerDimension: Array.from(dimensions.klPerDimension),
    kl,
    posteriorMeanVariance: Array.from(dimensions.posteriorMeanVariance),
    fractionBelowEpsilon: Array.from(dimensions.fractionBelowEpsilon),
    activeUnits: measures.activeUnits,
    activeAxes: codes.spectrum.filter((eigenvalue) => eigenvalue > ACTIVE_ABOVE).length,
    activeKl: measures.activeKl,
    collapsedFraction: measures.collapsedFraction,
    mutualInformation: marginal.mutualInformation,
    marginalKl: marginal.marginalKl,
    mutualInformationAtMost: Math.max(0, kl - codes.marginalKlAtLeast),
    marginalKlAtLeast: codes.marginalKlAtLeast,
    marginalPoints: marginal.points,
    marginalSamples: marginal.samples,
    posteriorMeanSpectrum: Array.from(codes.spectrum),
    effectiveRank: codes.rank,
    reconstructions:
      reconstructions === null || data === null ? null : reconstructionMeasures(reconstructions, data, latentDim),
    decoder,
    standardErrors: {
      klPerDimension: Array.from(errors.klPerDimension),
      kl: standardError(errors.klOfPoints),
      posteriorMeanVariance: Array.from(errors.posteriorMeanVariance),
      mutualInformation: marginal.mutualInformationError,
      marginalKl: marginal.marginalKlError,
      effectiveRank: codes.rankError,
    },
    evidence: judged?.evidence ?? 'none',
    predicted: judged?.predicted ?? null,
    belowOptimum: judged?.belowOptimum ?? null,
    verdict: judged?.verdict ?? null,
    noVerdict,
    explanation,
  };
}

/** Of the first two moments, whatever rotation the latent space has. */
function codeMeasures(outputs: EncoderOutputs) {
  const { count, latentDim, posteriorMean } = outputs;
  const moments = momentsOf(posteriorMean, count, latentDim);
  const spectrum = eigendecompose(moments);
  return {
    spectrum: spectrum.eigenvalues,
    rank: effectiveRank(spectrum.eigenvalues),
    rankError: effectiveRankError(posteriorMean, moments, spectrum),
    marginalKlAtLeast: momentMatchedKl(outputs, moments),
  };
}

function marginalMeasures(outputs: EncoderOutputs, { marginalPoints, uniform, normals }: DiagnosisOptions) {
  const { count, latentDim: k } = outputs;
  const points = randomPoints(count, marginalPoints, uniform);
  const samples = samplesOf(points.length);
  const noise = normals(points.length * samples * k);
  const draws = new Float64Array(samples * k);
  const measured = marginalKl(pointsOf(outputs, points), (point) => {
    for (let i = 0; i < draws.length; i++) draws[i] = noise[point * draws.length + i] as number;
    return draws;
  });
  return { ...measured, points: points.length, samples };
}

/** Samples of each posterior: more of few points, for the cost of one of PAIRED points. */
function samplesOf(points: number): number {
  return Math.max(1, Math.min(MOST_SAMPLES, Math.floor((PAIRED / points) ** 2)));
}

/** The posteriors of some data points. */
function pointsOf(outputs: EncoderOutputs, points: Uint32Array): EncoderOutputs {
  const { latentDim: k, posteriorMean, posteriorVariance, posteriorLogVariance } = outputs;
  if (points.length === outputs.count) return outputs;
  const rows = (values: Float32Array | Float64Array) => {
    if (values.length === k) return values;
    const chosen = new Float64Array(points.length * k);
    points.forEach((point, n) => {
      for (let i = 0; i < k; i++) chosen[n * k + i] = values[point * k + i] as number;
    });
    return chosen;
  };
  return {
    count: points.length,
    latentDim: k,
    posteriorMean: rows(posteriorMean),
    posteriorVariance: rows(posteriorVariance),
    ...(posteriorLogVariance === undefined ? {} : { posteriorLogVariance: rows(posteriorLogVariance) }),
  };
}

function measuredDecoder(
  { outputs, data, decoder }: DiagnosedModel,
  { settings }: Explanation,
  klOfPoints: Float64Array,
): DecoderMeasures | null {
  if (decoder === null || data === null || settings.likelihood !== 'gaussian') return null;
  return decoderMeasures({ decoder, values: data.values, outputs, klOfPoints, variance: settings.variance });
}
