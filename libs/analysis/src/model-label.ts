import { isLinearNetwork } from '@collapse/trials';
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
  const convolved = listAt(fields, 'model.encoder.channels').toReversed();
  const mirrored =
    encoder.toReversed().join() === decoder.join() &&
    convolved.join() === listAt(fields, 'model.decoder.channels').join();
  if (mirrored && activationOf(fields, 'encoder') === activationOf(fields, 'decoder')) {
    return networkLabel(fields, 'encoder');
  }
  return `encoder ${networkLabel(fields, 'encoder')}, decoder ${networkLabel(fields, 'decoder')}`;
}

function networkLabel(fields: Fields, part: 'encoder' | 'decoder'): string {
  const widths = hiddenWidths(fields, part);
  const channels = listAt(fields, `model.${part}.channels`);
  if (widths.length + channels.length === 0) return 'linear';
  const activation = activationOf(fields, part);
  const name = activation === 'identity' ? '' : ` ${activation === 'relu' ? 'ReLU' : activation}`;
  const dense = widths.length === 0 ? [] : [`${activation === 'identity' ? 'deep linear' : 'MLP'} ${widths.join('-')}`];
  const convolutions = channels.length === 0 ? [] : [`convolutions ${channels.join('-')}`];
  const parts = part === 'encoder' ? [...convolutions, ...dense] : [...dense, ...convolutions];
  return `${parts.join(', ')}${name}`;
}

function isLinear(fields: Fields, part: 'encoder' | 'decoder'): boolean {
  const channels = listAt(fields, `model.${part}.channels`);
  return isLinearNetwork({
    hidden: hiddenWidths(fields, part),
    activation: String(activationOf(fields, part)),
    ...(channels.length > 0 ? { channels } : {}),
  });
}

/** Without hidden layers or convolutions an activation does nothing. */
function activationOf(fields: Fields, part: 'encoder' | 'decoder'): Cell {
  const layers = hiddenWidths(fields, part).length + listAt(fields, `model.${part}.channels`).length;
  return layers === 0 ? 'identity' : (fields[`model.${part}.activation`] ?? null);
}

function hiddenWidths(fields: Fields, part: 'encoder' | 'decoder'): number[] {
  return listAt(fields, `model.${part}.hidden`);
}

/** A list of numbers at a field; none where the trial has no such field. */
function listAt(fields: Fields, field: string): number[] {
  const text = fields[field];
  if (typeof text !== 'string') return [];
  const widths: unknown = JSON.parse(text);
  return Array.isArray(widths) ? widths.map(Number) : [];
}
