import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { LEARNING_RATE_SCHEDULES } from './optimizers/learning-rate-schedules.ts';
import type { ModelSpecification, TrialSpecification } from './specification.ts';

/**
 * Names the training of a trial: 16 hexadecimal digits, the same for trials whose weights take the same path, seed included.
 * Such trials differ only in what is measured afterwards or in a field that has no effect beside the others:
 *
 * - `evaluation` and `train.logEvery`, which measure;
 * - `likelihood.variance` of a loss as written, whose ELBO is taken at it, and `likelihood.varianceFloor` of a fixed one;
 * - `objective.samples` of the analytic estimator, and a warm-up to beta 0;
 * - `optimizer.finalFraction` of a constant rate;
 * - the activation of a network without layers, and how the encoder gives a variance that model.second fixes.
 */
export function trainingId(specification: TrialSpecification): string {
  const { evaluation: _evaluation, model, likelihood, objective, optimizer, train, ...rest } = specification;
  const { logEvery: _logEvery, ...training } = train;
  const { usesFinalFraction } = LEARNING_RATE_SCHEDULES[optimizer.schedule];
  const asWritten = objective.reduction !== 'elbo';
  const path = {
    ...rest,
    model: trainedModel(model),
    likelihood: {
      ...likelihood,
      ...(asWritten && likelihood.learn === 'fixed' ? { variance: null } : {}),
      ...(likelihood.learn === 'fixed' ? { varianceFloor: null } : {}),
    },
    objective: {
      ...objective,
      ...(objective.estimator === 'analytic' ? { samples: null } : {}),
      ...(objective.beta === 0 && objective.secondBeta === undefined ? { warmupSteps: null } : {}),
    },
    optimizer: { ...optimizer, ...(usesFinalFraction ? {} : { finalFraction: null }) },
    train: training,
  };
  return createHash('sha256').update(canonicalJson(path)).digest('hex').slice(0, 16);
}

function trainedModel(model: ModelSpecification) {
  const { encoder, decoder, second } = model;
  const idle = ({ hidden, channels }: typeof encoder | typeof decoder) =>
    hidden.length === 0 && channels === undefined ? { activation: null } : {};
  return {
    ...model,
    encoder: {
      ...encoder,
      ...idle(encoder),
      ...(typeof second?.firstVariance === 'number' ? { variance: null } : {}),
    },
    decoder: { ...decoder, ...idle(decoder) },
  };
}
