import { ppcaLogLikelihoodAt } from '../theory/index.ts';
import { fitsEvery, type Measure } from './measure.ts';

/** What theory says of the trial, beside what was measured. */
export const closedForm: Measure = {
  columns: [
    { name: 'ppca_log_likelihood', unit: 'nats', doc: 'highest log p(x) of probabilistic PCA, decoder variance free' },
    { name: 'ppca_log_likelihood_fixed', unit: 'nats', doc: "the same at this trial's decoder variance" },
    {
      name: 'objective_optimum',
      unit: 'as objective',
      doc: 'highest value of objective of a linear VAE; with a variance floor its supremum',
    },
    { name: 'elbo_optimum', unit: 'nats', doc: 'elbo of that linear VAE, of all its levels' },
    { name: 'kl_optimum', unit: 'nats', doc: 'its kl, of all its levels' },
    { name: 'decoder_variance_optimum', unit: 'squared data units', doc: 'its decoder variance' },
    {
      name: 'implied_beta_variance',
      unit: 'squared data units',
      doc: 'the eigenvalue above which a direction is used',
    },
    { name: 'active_units_predicted', unit: 'dimensions', doc: 'active_units in the closed form' },
    { name: 'active_units_near_threshold', unit: 'dimensions', doc: 'leading eigenvalues near the threshold' },
    { name: 'second_active_units_predicted', unit: 'dimensions', doc: 'second_active_units in the closed form' },
  ],
  fits: fitsEvery,
  take({ trial, specification, facts, theory, decoderVariance }) {
    const learn = trial.model.likelihood.gaussian?.learn;
    const { objective, optimum, impliedBetaVariance, secondActive, ppcaLogLikelihood } = theory();
    const oneVariance = learn === 'fixed' || learn === 'scalar' ? decoderVariance() : null;
    return {
      ppca_log_likelihood: ppcaLogLikelihood,
      ppca_log_likelihood_fixed: oneVariance === null ? null : ppcaLogLikelihoodAt(specification, facts(), oneVariance),
      objective_optimum: objective,
      elbo_optimum: optimum?.elbo ?? null,
      kl_optimum: optimum?.kl ?? null,
      decoder_variance_optimum: optimum?.decoderVariance ?? null,
      implied_beta_variance: impliedBetaVariance,
      active_units_predicted: optimum?.active ?? null,
      active_units_near_threshold: optimum?.nearThreshold ?? null,
      second_active_units_predicted: secondActive,
    };
  },
};
