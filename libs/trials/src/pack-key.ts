import { canonicalJson } from './canonical-json.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * Trials with one key can train as one pack: same data, shapes, objective and schedule. What may differ between members
 * enters the step as numbers: beta, that of the second level, warm-up, decoder variance, learning rate and seed.
 */
export function packKey(specification: TrialSpecification): string {
  const { objective, likelihood, optimizer } = specification;
  return canonicalJson({
    ...specification,
    objective: {
      ...objective,
      beta: 0,
      warmupSteps: 0,
      ...(objective.secondBeta === undefined ? {} : { secondBeta: 0 }),
    },
    likelihood: { ...likelihood, variance: 0 },
    optimizer: { ...optimizer, learningRate: 0 },
    seed: 0,
  });
}
