import { BUILT_IN, type Component, type Fields, objectiveKind, SHARED_FIELDS } from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * Trials with one key can train as one pack: same data, shapes, objective and schedule. What may differ between members
 * enters the step as numbers or only decides where it starts: beta, that of the second level, warm-up, what components
 * name (`asTensors`, such as the decoder variance and the learning rate), initialization and seed. Every other field is part
 * of the key, so a new one is until it is named here. Of a component from outside all fields are: nothing is lost but that
 * trials which differ in a number of it train one by one.
 */
export function packKey(specification: TrialSpecification): string {
  return canonicalJson(inPackKey(specification));
}

/** What is left of a specification without the fields that members of a pack may differ in. */
export function inPackKey(specification: TrialSpecification): Fields {
  return without(specification, ({ asTensors = [] }) => asTensors);
}

/** What is left of it without those that enter a step as tensors, or decide only where it starts. */
export function inStepKey(specification: TrialSpecification): Fields {
  return without(specification, ({ asTensors = [], inPack = [] }) => [...asTensors, ...inPack]);
}

type Named = Pick<Component, 'asTensors' | 'inPack'>;

function without(specification: TrialSpecification, namesOf: (component: Named) => readonly string[]): Fields {
  const { seed: _seed, model, objective, likelihood, optimizer, ...rest } = specification;
  const { initialization: _initialization, ...sameModel } = model;
  const { beta: _beta, warmupSteps: _warmupSteps, secondBeta, ...sameObjective } = objective;
  const known = (components: readonly Component[], kind: string) =>
    namesOf(components.find((component) => component.kind === kind) ?? {});
  return {
    ...rest,
    model: sameModel,
    objective: {
      ...presence(sameObjective, known(BUILT_IN.objectives, objectiveKind(objective))),
      hasSecondBeta: secondBeta !== undefined,
    },
    likelihood: presence(likelihood, known(BUILT_IN.likelihoods, likelihood.kind)),
    optimizer: presence(optimizer, [...namesOf(SHARED_FIELDS), ...known(BUILT_IN.optimizers, optimizer.name)]),
  };
}

/** Of the fields named, only whether they are there. */
function presence(fields: Fields, names: readonly string[]): Fields {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given.filter(([name]) => !names.includes(name))),
    given: given.map(([name]) => name).filter((name) => names.includes(name)),
  };
}
