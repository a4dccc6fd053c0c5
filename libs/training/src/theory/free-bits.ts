import {
  ACTIVE_ABOVE,
  freeBitsOptimum,
  type NoOptimum,
  type RemedyOptimum,
  type RemedySettings,
  totalKlHingeOptimum,
} from '@collapse/closed-forms';
import type { ClosedForm, Optimum } from './closed-form.ts';

/** The best linear VAE with free bits over the batch, of each dimension or in all; that of each data point is not known. */
export const freeBitsForm: ClosedForm = {
  name: 'linear VAE with free bits',
  fits: ({ objective, levels }) => objective === 'free-bits' && levels === 1,
  optimum({ specification, gaussian, width }, { eigenvalues }): Optimum | NoOptimum {
    const { model, objective } = specification;
    const { nats, per, over } = objective.freeBits as { nats: number; per: string; over: string };
    if (gaussian?.learn !== 'fixed') return { none: 'no closed form for free bits with a learned decoder variance' };
    if (over === 'example') return { none: 'no closed form for free bits of each data point' };
    if (width < model.latentDim) return { none: 'no closed form for free bits through a narrower layer' };
    if (objective.beta === 0) return { none: 'no closed form for free bits of a KL that costs nothing' };
    const settings = { eigenvalues, latentDim: model.latentDim, beta: objective.beta, variance: gaussian.variance };
    if (per === 'dimension') return optimumOf(settings, freeBitsOptimum({ ...settings, freeBits: nats }), 0);
    if (nats === 0) return { none: 'no closed form for 0 nats in all: leave free bits out' };
    // The closed form charges what is beyond the free nats, the objective the free nats too.
    return optimumOf(settings, totalKlHingeOptimum(settings, nats), -objective.beta * nats);
  },
};

function optimumOf(settings: RemedySettings, remedy: RemedyOptimum, offset: number): Optimum {
  const kl = remedy.klPerDimension.reduce((sum, value) => sum + value, 0);
  const threshold = settings.beta * settings.variance;
  // The mean of a dimension whose posterior has the variance D varies by 1 - D, and its KL is -ln(D) / 2.
  const active = remedy.klPerDimension.filter((value) => -Math.expm1(-2 * value) > ACTIVE_ABOVE).length;
  return {
    objective: remedy.objective + offset,
    elbo: remedy.reconstruction - kl,
    kl,
    active,
    activeAtLeast: active,
    activeAtMost: active,
    decoderVariance: settings.variance,
    threshold,
    klPerDimension: remedy.klPerDimension,
    nearThreshold: 0,
    secondActive: null,
  };
}
