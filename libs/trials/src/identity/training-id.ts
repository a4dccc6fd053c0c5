import { createHash } from 'node:crypto';
import {
  BUILT_IN,
  type Component,
  type Fields,
  familyKind,
  LEARNING_RATE_SCHEDULES,
  levelsOf,
  objectiveKind,
} from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import { canonicalJson } from './canonical-json.ts';

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
  const family = BUILT_IN.families.find(({ kind }) => kind === familyKind(model));
  const facts = { reduction: objective.reduction, levels: levelsOf(model) };
  const busy = <Given extends Fields>(fields: Given, components: readonly Component[], kind: string): Given => {
    const idle = components.find((component) => component.kind === kind)?.idle?.(fields, facts) ?? [];
    return { ...fields, ...Object.fromEntries(idle.map((name) => [name, null])) };
  };
  const path = {
    ...rest,
    model: family?.withoutIdle?.(model, BUILT_IN) ?? model,
    likelihood: busy(likelihood, BUILT_IN.likelihoods, likelihood.kind),
    objective: {
      ...busy(objective, BUILT_IN.objectives, objectiveKind(objective)),
      ...(objective.estimator === 'analytic' ? { samples: null } : {}),
      ...(objective.beta === 0 && objective.secondBeta === undefined ? { warmupSteps: null } : {}),
    },
    optimizer: {
      ...optimizer,
      ...(LEARNING_RATE_SCHEDULES[optimizer.schedule].usesFinalFraction ? {} : { finalFraction: null }),
    },
    train: training,
  };
  return createHash('sha256').update(canonicalJson(path)).digest('hex').slice(0, 16);
}
