import { BUILT_IN, type Component, type Fields } from '@collapse/models';
import { canonicalJson } from './canonical-json.ts';
import type { TrialSpecification } from './specification.ts';

/**
 * Trials with one key can train as one pack: same data, shapes, objective and schedule. What may differ between members
 * enters the step as numbers or only decides where it starts: beta, that of the second level, warm-up, what components
 * name (`asTensors`, such as the decoder variance), learning rate, initialization and seed. Every other field is part of the key, so a new one is until it is named here.
 */
export function packKey(specification: TrialSpecification): string {
  return canonicalJson(inPackKey(specification));
}

/** What is left of a specification without the fields that members of a pack may differ in. */
export function inPackKey({ seed: _seed, model, objective, likelihood, optimizer, ...rest }: TrialSpecification) {
  const { initialization: _initialization, ...sameModel } = model;
  const { beta: _beta, warmupSteps: _warmupSteps, secondBeta, ...sameObjective } = objective;
  const sameLikelihood = withoutTensors(likelihood, BUILT_IN.likelihoods, likelihood.kind);
  const { learningRate: _learningRate, ...sameOptimizer } = optimizer;
  return {
    ...rest,
    model: sameModel,
    objective: { ...sameObjective, hasSecondBeta: secondBeta !== undefined },
    likelihood: sameLikelihood,
    optimizer: sameOptimizer,
  };
}

/**
 * The fields but for those that the component names as tensors. Of one from outside all are kept: nothing is lost but that
 * trials which differ in a number of it train one by one.
 */
function withoutTensors(fields: Fields, components: readonly Component[], kind: string): Fields {
  const named: readonly string[] = components.find((component) => component.kind === kind)?.asTensors ?? [];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !named.includes(name)));
}
