import { BUILT_IN, type Fields, isLinearNetwork, type Network, networkKind } from '@collapse/models';
import { type Cells, fieldsAt } from './fields-of-row.ts';

/** Which closed form holds for a model: all of it linear, its decoder linear, or neither. */
export type ModelFamily = 'linear' | 'linear decoder' | 'nonlinear';

export function modelFamily(cells: Cells): ModelFamily {
  if (!isLinearNetwork(networkAt(cells, 'decoder'))) return 'nonlinear';
  return isLinearNetwork(networkAt(cells, 'encoder')) ? 'linear' : 'linear decoder';
}

/** A model in a few characters, such as `linear`, `MLP 256-128 ReLU` or `encoder MLP 256 ReLU, decoder linear`. */
export function modelLabel(cells: Cells): string {
  const [encoder, decoder] = [networkAt(cells, 'encoder'), networkAt(cells, 'decoder')];
  const mirrored = networkOf(encoder)?.mirrored?.(encoder) ?? encoder;
  const decoderLabel = networkLabel(decoder, 'decoder');
  const encoderLabel = networkLabel(encoder, 'encoder');
  if (networkLabel(mirrored, 'decoder') === decoderLabel) return encoderLabel;
  return `encoder ${encoderLabel}, decoder ${decoderLabel}`;
}

/** Of a network from outside its name is all that is known. */
function networkLabel(fields: Fields, place: 'encoder' | 'decoder'): string {
  return networkOf(fields)?.label(fields, place) ?? networkKind(fields);
}

function networkOf(fields: Fields): Network | undefined {
  const kind = networkKind(fields);
  return BUILT_IN.networks.find((network) => network.kind === kind);
}

function networkAt(cells: Cells, part: 'encoder' | 'decoder'): Fields {
  // Tables of other versions may lack what later versions write out.
  return { hidden: [], activation: 'relu', ...fieldsAt(cells, `model.${part}`) };
}
