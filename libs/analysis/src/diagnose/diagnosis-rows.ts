import { ACTIVE_ABOVE } from '@collapse/closed-forms';
import { counted } from '../counting-words.ts';
import type { Diagnosis } from './diagnose.ts';
import { settled } from './diagnosis-words.ts';

/** One measure, as tables of it show it. */
export interface MeasureRow {
  readonly name: string;
  readonly value: number | null;
  /** Standard error over the data points; null where it is a count or known exactly. */
  readonly error: number | null;
  readonly meaning: string;
}

export function measureRows(diagnosis: Diagnosis): readonly MeasureRow[] {
  const { standardErrors: errors, decoder, reconstructions } = diagnosis;
  const row = (name: string, value: number | null, error: number | null, meaning: string): MeasureRow => ({
    name,
    value: value === null ? null : settled(value),
    error: error === null ? null : settled(error),
    meaning,
  });
  const over = `over ${counted(diagnosis.marginalPoints)} points`;
  return [
    row('KL', diagnosis.kl, errors.kl, 'nats per data point, of q(z|x) to the prior'),
    row('mutual information', diagnosis.mutualInformation, errors.mutualInformation, `nats, I(x; z) under q, ${over}`),
    row('... at most', diagnosis.mutualInformationAtMost, null, 'nats, by the first two moments of all posteriors'),
    row('marginal KL', diagnosis.marginalKl, errors.marginalKl, `nats, of q(z) to the prior, ${over}`),
    row('... at least', diagnosis.marginalKlAtLeast, null, 'nats, by the first two moments of all posteriors'),
    row('active units', diagnosis.activeUnits, null, 'dimensions whose posterior mean varies by more than 0.01'),
    row('active axes', diagnosis.activeAxes, null, 'the same along the principal directions of the means'),
    row('active by KL', diagnosis.activeKl, null, 'dimensions with a mean KL above 0.01 nats'),
    row('collapsed fraction', diagnosis.collapsedFraction, null, 'dimensions below 0.01 nats for 99% of the data'),
    row(
      'effective rank',
      diagnosis.effectiveRank,
      errors.effectiveRank,
      'directions, exp of the entropy of the spectrum',
    ),
    ...(decoder === null
      ? []
      : [
          row('log p(x)', decoder.logLikelihood, decoder.standardErrors.logLikelihood, 'nats, exact'),
          row('ELBO', decoder.elbo, decoder.standardErrors.elbo, 'nats, at beta 1'),
          row('reconstruction', decoder.reconstruction, decoder.standardErrors.reconstruction, 'nats, E_q log p(x|z)'),
          row(
            'posterior KL',
            decoder.posteriorKl,
            decoder.standardErrors.posteriorKl,
            'nats, of q(z|x) to the true posterior',
          ),
        ]),
    ...(reconstructions === null
      ? []
      : [
          row(
            'squared error',
            reconstructions.meanSquaredError,
            reconstructions.meanSquaredErrorError,
            'of a number of the reconstructions, mean',
          ),
        ]),
  ];
}

/** One latent dimension. */
export interface DimensionRow {
  /** From 1, as the arrays have them. */
  readonly dimension: number;
  readonly kl: number;
  readonly klError: number;
  readonly meanVariance: number;
  readonly meanVarianceError: number;
  /** Share of data points with a KL below 0.01 nats. */
  readonly below: number;
  readonly isActive: boolean;
  /** The KL of the dimension of this rank in the best linear VAE; null where there is none. */
  readonly predictedKl: number | null;
}

/** By KL, the largest first. */
export function dimensionRows(diagnosis: Diagnosis): readonly DimensionRow[] {
  const { klPerDimension, posteriorMeanVariance, fractionBelowEpsilon, standardErrors, predicted } = diagnosis;
  return klPerDimension
    .map((kl, index) => ({ kl, index }))
    .sort((one, other) => other.kl - one.kl || one.index - other.index)
    .map(({ kl, index }, rank) => {
      const meanVariance = posteriorMeanVariance[index] ?? 0;
      return {
        dimension: index + 1,
        kl,
        klError: standardErrors.klPerDimension[index] ?? 0,
        meanVariance,
        meanVarianceError: standardErrors.posteriorMeanVariance[index] ?? 0,
        below: fractionBelowEpsilon[index] ?? 0,
        isActive: meanVariance > ACTIVE_ABOVE,
        predictedKl: predicted?.klPerDimension[rank] ?? null,
      };
    });
}
