import type { Cell } from './flatten-specification.ts';

/** Which closed form holds for a model: all of it linear, its decoder linear, or neither. */
export type ModelFamily = 'linear' | 'linear decoder' | 'nonlinear';

type Fields = Readonly<Record<string, Cell>>;

export function modelFamily(fields: Fields): ModelFamily {
  if (!isLinear(fields, 'decoder')) return 'nonlinear';
  return isLinear(fields, 'encoder') ? 'linear' : 'linear decoder';
}

/** A model in a few characters, such as `linear`, `MLP 256-128 ReLU` or `encoder MLP 256 ReLU, decoder linear`. */
export function modelLabel(fields: Fields): string {
  const encoder = hiddenWidths(fields, 'encoder');
  const decoder = hiddenWidths(fields, 'decoder');
  const mirrored = encoder.toReversed().join() === decoder.join();
  if (mirrored && activationOf(fields, 'encoder') === activationOf(fields, 'decoder')) {
    return networkLabel(fields, 'encoder');
  }
  return `encoder ${networkLabel(fields, 'encoder')}, decoder ${networkLabel(fields, 'decoder')}`;
}

function networkLabel(fields: Fields, part: 'encoder' | 'decoder'): string {
  const widths = hiddenWidths(fields, part);
  if (widths.length === 0) return 'linear';
  const activation = activationOf(fields, part);
  if (activation === 'identity') return `deep linear ${widths.join('-')}`;
  return `MLP ${widths.join('-')} ${activation === 'relu' ? 'ReLU' : activation}`;
}

function isLinear(fields: Fields, part: 'encoder' | 'decoder'): boolean {
  return hiddenWidths(fields, part).length === 0 || activationOf(fields, part) === 'identity';
}

/** Without hidden layers an activation does nothing. */
function activationOf(fields: Fields, part: 'encoder' | 'decoder'): Cell {
  return hiddenWidths(fields, part).length === 0 ? 'identity' : (fields[`model.${part}.activation`] ?? null);
}

function hiddenWidths(fields: Fields, part: 'encoder' | 'decoder'): number[] {
  const text = fields[`model.${part}.hidden`];
  if (typeof text !== 'string') return [];
  const widths: unknown = JSON.parse(text);
  return Array.isArray(widths) ? widths.map(Number) : [];
}
