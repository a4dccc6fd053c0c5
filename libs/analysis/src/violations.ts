import { compareWithTheory, isBoundedByPpca } from './compare-with-theory.ts';
import type { TrialRow } from './trial-rows.ts';

/** A value above a bound that it cannot exceed: a defect in the code or in a formula, not a finding. */
export interface Violation {
  readonly trialId: string;
  readonly value: 'elbo' | 'log_likelihood' | 'objective';
  readonly bound: 'log_likelihood' | 'pPCA maximum' | 'objective_optimum';
  /** Nats per data point, all three. */
  readonly measured: number;
  readonly limit: number;
  readonly tolerance: number;
}

/** 8 units in the last place of a float32: what summing a data point's terms in float32 can lose. */
const RELATIVE_TOLERANCE = 8 * 2 ** -23;

/**
 * How far above its bound a value may be by float32 rounding alone: 8 units in the last place (9.5e-7) of the largest
 * quantity that it is made of, and of 1 nat at least.
 */
export function float32Tolerance(...magnitudes: readonly (number | null)[]): number {
  return RELATIVE_TOLERANCE * Math.max(1, ...magnitudes.map((magnitude) => Math.abs(magnitude ?? 0)));
}

/** Standard errors by which an estimate must exceed its bound: by chance one in 3.5 million does. */
const STANDARD_ERRORS = 5;

/**
 * Every bound that a trial breaks by more than float32 rounding, and an estimate by samples by more than 5 standard errors
 * besides; an estimate whose error is not known breaks none.
 */
export function findViolations(rows: readonly TrialRow[]): Violation[] {
  return rows.flatMap(violationsOf);
}

function violationsOf(row: TrialRow): Violation[] {
  const { elbo, log_likelihood, objective, objective_optimum, reconstruction, kl } = row.metrics;
  const sampling = samplingError(row);
  if (sampling === null) return [];
  const { maximum } = compareWithTheory(row);
  const checks: [Violation['value'], number | null, Violation['bound'], number | null][] = [
    ['elbo', elbo, 'log_likelihood', log_likelihood],
  ];
  if (isBoundedByPpca(row)) {
    checks.push(['elbo', elbo, 'pPCA maximum', maximum], ['log_likelihood', log_likelihood, 'pPCA maximum', maximum]);
    checks.push(['objective', objective, 'objective_optimum', objective_optimum]);
  }
  return checks.flatMap(([value, measured, bound, limit]) => {
    if (measured === null || limit === null) return [];
    const tolerance = float32Tolerance(measured, limit, reconstruction, kl) + STANDARD_ERRORS * sampling;
    return measured > limit + tolerance ? [{ trialId: row.trialId, value, bound, measured, limit, tolerance }] : [];
  });
}

/**
 * Standard error of `elbo` and `objective`, nats: 0 where they are exact, as wherever log p(x) is. null where they are
 * estimates whose error was not recorded, as those of deep linear decoders once were.
 */
function samplingError({ metrics: { log_likelihood, elbo_se }, fields }: TrialRow): number | null {
  if (log_likelihood !== null) return 0;
  if (elbo_se !== null) return elbo_se;
  return (fields['model.decoder.hidden'] ?? '[]') === '[]' ? 0 : null;
}
