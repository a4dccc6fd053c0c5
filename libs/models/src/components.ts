import type { Fields } from './contracts/component.ts';
import type { Likelihood } from './contracts/likelihood.ts';
import type { Network } from './contracts/network.ts';
import type { ObjectiveComponent } from './contracts/objective.ts';
import type { Optimizer } from './contracts/optimizer.ts';
import { LIKELIHOODS } from './likelihoods/index.ts';
import { NETWORKS, networkKind } from './networks/index.ts';
import { OBJECTIVES, objectiveKind } from './objectives/index.ts';
import { OPTIMIZERS } from './optimizers/index.ts';

/** What trials can be made of, by kind: the lists that are built in, and what a grid brings along. */
export interface Components {
  readonly likelihoods: readonly Likelihood[];
  readonly networks: readonly Network[];
  readonly objectives: readonly ObjectiveComponent[];
  readonly optimizers: readonly Optimizer[];
}

export const BUILT_IN: Components = {
  likelihoods: LIKELIHOODS,
  networks: NETWORKS,
  objectives: OBJECTIVES,
  optimizers: OPTIMIZERS,
};

export function likelihoodOf(components: Components, fields: { readonly kind: string }): Likelihood {
  return componentOf(components.likelihoods, 'likelihood', fields.kind);
}

export function networkOf(components: Components, fields: Fields): Network {
  return componentOf(components.networks, 'network', networkKind(fields));
}

export function objectiveOf(components: Components, fields: Fields): ObjectiveComponent {
  return componentOf(components.objectives, 'objective', objectiveKind(fields));
}

export function optimizerOf(components: Components, fields: { readonly name: string }): Optimizer {
  return componentOf(components.optimizers, 'optimizer', fields.name);
}

function componentOf<Kind extends { readonly kind: string }>(list: readonly Kind[], what: string, kind: string): Kind {
  const found = list.find((component) => component.kind === kind);
  if (found === undefined) {
    throw new Error(`there is no ${what} ${kind}; there are ${list.map((component) => component.kind).join(', ')}`);
  }
  return found;
}
