/**
 * The metrics of a result, in the order of the columns of results.csv. Nats per data point over the whole training set
 * with the trained model, unless the name says otherwise. docs/results-table.md defines each.
 */
export const METRIC_NAMES = [
  'objective',
  'elbo',
  'reconstruction',
  'kl',
  'log_likelihood',
  'log_likelihood_iw',
  'log_likelihood_iw_samples',
  'log_likelihood_mc',
  'log_likelihood_mc_samples',
  'log_likelihood_of_points',
  'ppca_log_likelihood',
  'ppca_log_likelihood_fixed',
  'objective_optimum',
  'posterior_kl',
  'decoder_variance',
  'implied_beta_variance',
  'active_units',
  'active_units_predicted',
  'active_units_near_threshold',
  'second_active_units',
  'second_active_units_predicted',
  'collapsed_fraction',
  'active_kl',
  'test_elbo',
  'steps',
  'seconds',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

/** null where the metric does not exist for this model: an empty cell, never a NaN. */
export type Metrics = Record<MetricName, number | null>;
