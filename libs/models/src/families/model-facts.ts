import { BUILT_IN } from '../built-in.ts';
import type { Fields } from '../contracts/component.ts';
import type { Components } from '../contracts/components.ts';
import type { Linearity, ModelFamily } from '../contracts/family.ts';
import { familyKind, UNNAMED_FAMILY } from '../contracts/family-kind.ts';
import type { VaeFields } from '../vae/fields.ts';
import { linearWidths } from '../vae/linearity.ts';

/** What is linear of a model of these fields; nothing is known to be of one of a family that nobody knows. */
export function linearityOf(model: Fields, components: Components = BUILT_IN): Linearity {
  const latentDim = typeof model.latentDim === 'number' ? model.latentDim : 0;
  return (
    familyNamed(model, components)?.linearity(model, components) ?? { encoder: null, decoder: null, width: latentDim }
  );
}

/** Levels of latent variables; 1 of a family that nobody knows. */
export function levelsOf(model: Fields, components: Components = BUILT_IN): number {
  return familyNamed(model, components)?.levels(model) ?? 1;
}

/** The fields of a VAE; null of any other family. */
export function vaeFieldsOf(model: Fields): VaeFields | null {
  return familyKind(model) === UNNAMED_FAMILY ? (model as unknown as VaeFields) : null;
}

/** Whether a network is an affine map of its input: no hidden layers, or only those of a deep linear net. */
export function isLinearNetwork(network: Fields, components: Components = BUILT_IN): boolean {
  return linearWidths(network, components) !== null;
}

function familyNamed(model: Fields, { families }: Components): ModelFamily | undefined {
  const kind = familyKind(model);
  return families.find((family) => family.kind === kind);
}
