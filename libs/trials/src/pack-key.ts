import { canonicalJson } from './canonical-json.ts';
import { optimizerInPack } from './optimizers/index.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * Trials with one key can train as one pack: same data, shapes, objective and schedule. What may differ between members
 * enters the step as numbers or only decides where it starts: beta, that of the second level, warm-up, decoder variance,
 * learning rate, clipping norm, initialization and seed. Every other field is part of the key, so a new one is until it is named here.
 */
export function packKey(specification: TrialSpecification): string {
  return canonicalJson(inPackKey(specification));
}

/** What is left of a specification without the fields that members of a pack may differ in. */
export function inPackKey({ seed: _seed, model, objective, likelihood, optimizer, ...rest }: TrialSpecification) {
  const { initialization: _initialization, ...sameModel } = model;
  const { beta: _beta, warmupSteps: _warmupSteps, secondBeta, ...sameObjective } = objective;
  const { variance: _variance, ...sameLikelihood } = likelihood;
  return {
    ...rest,
    model: sameModel,
    objective: { ...sameObjective, hasSecondBeta: secondBeta !== undefined },
    likelihood: sameLikelihood,
    optimizer: optimizerInPack(optimizer),
  };
}
