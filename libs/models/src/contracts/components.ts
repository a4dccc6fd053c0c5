import { networkKind } from '../networks/network-kind.ts';
import { objectiveKind } from '../objectives/objective-kind.ts';
import type { Fields } from './component.ts';
import type { ModelFamily, Networks } from './family.ts';
import { familyKind } from './family-kind.ts';
import type { Likelihood } from './likelihood.ts';
import type { Network } from './network.ts';
import type { ObjectiveComponent } from './objective.ts';
import type { Optimizer } from './optimizer.ts';

/** What trials can be made of, by kind: the lists that are built in, and what a grid brings along. */
export interface Components extends Networks {
  readonly families: readonly ModelFamily[];
  readonly likelihoods: readonly Likelihood[];
  readonly objectives: readonly ObjectiveComponent[];
  readonly optimizers: readonly Optimizer[];
}

export function familyOf(components: Components, fields: Fields): ModelFamily {
  return componentOf(components.families, 'family', familyKind(fields));
}

export function likelihoodOf(components: Components, fields: { readonly kind: string }): Likelihood {
  return componentOf(components.likelihoods, 'likelihood', fields.kind);
}

export function networkOf(components: Networks, fields: Fields): Network {
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
