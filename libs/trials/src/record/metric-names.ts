/**
 * The metrics of a result, in the order of the columns of results.csv. Nats per data point over the whole training set
 * with the trained model, unless the name says otherwise. docs/results-table.md defines each.
 */
export const METRIC_NAMES = [
  'objective',
  'objective_slope',
  'objective_slope_se',
  'elbo',
  'elbo_se',
  'reconstruction',
  'kl',
  'log_likelihood',
  'log_likelihood_iw',
  'log_likelihood_iw_se',
  'log_likelihood_iw_samples',
  'iw_effective_samples',
  'log_likelihood_mc',
  'log_likelihood_mc_se',
  'log_likelihood_mc_samples',
  'log_likelihood_of_points',
  'elbo_of_points',
  'ppca_log_likelihood',
  'ppca_log_likelihood_fixed',
  'objective_optimum',
  'elbo_optimum',
  'kl_optimum',
  'decoder_variance_optimum',
  'posterior_kl',
  'approximation_gap',
  'amortization_gap',
  'decoder_variance',
  'implied_beta_variance',
  'active_units',
  'active_units_predicted',
  'active_units_near_threshold',
  'active_axes',
  'effective_rank',
  'second_active_units',
  'second_active_units_predicted',
  'collapsed_fraction',
  'active_kl',
  'mutual_information',
  'marginal_kl',
  'test_elbo',
  'test_kl',
  'test_log_likelihood',
  'steps',
  'seconds',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

/** null where the metric does not exist for this model: an empty cell, never a NaN. */
export type Metrics = Record<MetricName, number | null>;

/** Every metric of this version: those that were taken, null for the rest. */
export function metricsFrom(taken: Partial<Metrics>): Metrics {
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, taken[name] ?? null])) as Metrics;
}
