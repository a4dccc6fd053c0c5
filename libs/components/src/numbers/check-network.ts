import type { HiddenPart, Network, NetworkPlace, ParameterDefinitions } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Fault, faultsFrom, shapeFault } from './fault.ts';
import { areFinite, gradientsOf, parametersFrom, SIZES, tensorOf, tidied } from './made-up-numbers.ts';

const { pack, batch, latentDim } = SIZES;
/** Of an image of 28 x 28, for networks that halve its sides. */
const IMAGE = 784;

/** What is wrong with a network as an encoder and as a decoder of made-up numbers: widths, names, gradients, labels. */
export function networkFaults(network: Network, own: Readonly<Record<string, unknown>>): Fault[] {
  return tidied(() => [
    ...(['encoder', 'decoder'] as const).flatMap((name) => faultsFrom('hidden', () => placeFaults(network, own, name))),
    ...faultsFrom('label', () => labelFaults(network, own)),
    ...faultsFrom('layers', () => layerFaults(network, own)),
    ...faultsFrom('linearWidths', () => widthFaults(network, own)),
  ]);
}

function placeFaults(network: Network, own: Readonly<Record<string, unknown>>, name: 'encoder' | 'decoder'): Fault[] {
  const dim = (network.halvings?.(own) ?? 0) > 0 ? IMAGE : SIZES.dim;
  const widthIn = name === 'encoder' ? dim : latentDim;
  const place: NetworkPlace = { name, widthIn, dim, initialization: 'glorot-uniform' };
  const hidden = network.hidden(own, place);
  const x = tensorOf([pack, batch, widthIn], 1);
  const wrong = [...nameFaults('hidden', hidden.definitions, name), ...runFaults(hidden, x, name)];
  if (wrong.length > 0) return wrong;
  const condition = network.takesCondition ? conditionFaults(hidden, x, name) : [];
  const output = name === 'decoder' ? faultsFrom('output', () => outputFaults(network, own, place, hidden)) : [];
  return [
    ...condition,
    ...output,
    ...costFaults(network, own, name, { widthIn, out: name === 'encoder' ? latentDim : dim }),
  ];
}

function runFaults(hidden: HiddenPart, x: tf.Tensor, name: string): Fault[] {
  const parameters = parametersFrom(hidden.definitions, pack);
  const given = hidden.run(tf, parameters, x, null);
  const faults = shapeFault(
    'hidden',
    [pack, batch, hidden.width],
    '[P, B, width], the width that it says',
    given.shape,
    ` as an ${name}`,
  );
  if (faults.length > 0) return faults;
  const gradients = gradientsOf(({ x: at, ...rest }) => hidden.run(tf, rest, at as tf.Tensor, null), {
    ...parameters,
    x,
  });
  if ([given, ...Object.values(gradients)].every(areFinite)) return [];
  const remedy = 'Write it with functions that stay finite.';
  return [
    { member: 'hidden', expected: 'to be finite, and its gradients too', received: 'numbers that are not', remedy },
  ];
}

function conditionFaults(hidden: HiddenPart, x: tf.Tensor, name: 'encoder' | 'decoder'): Fault[] {
  if (hidden.firstWidth === null) return [];
  const weights = { [`${name}.condition.weights`]: tensorOf([pack, 2, hidden.firstWidth], 9) };
  const given = hidden.run(
    tf,
    { ...parametersFrom(hidden.definitions, pack), ...weights },
    x,
    tensorOf([pack, batch, 2], 8),
  );
  return shapeFault('hidden', [pack, batch, hidden.width], '[P, B, width]', given.shape, ' with a condition');
}

function outputFaults(
  network: Network,
  own: Readonly<Record<string, unknown>>,
  place: NetworkPlace,
  { width }: HiddenPart,
): Fault[] {
  const output = network.output?.(own, place, width);
  if (output === undefined) return [];
  const names = nameFaults('output', output.definitions, place.name);
  if (names.length > 0) return names;
  const features = tensorOf([pack, batch, width], 7);
  const given = output.run(tf, parametersFrom(output.definitions, pack), features);
  return shapeFault('output', [pack, batch, place.dim], '[P, B, dim], the location', given.shape);
}

function nameFaults(member: string, definitions: ParameterDefinitions, name: string): Fault[] {
  const strange = Object.keys(definitions).filter((parameter) => !parameter.startsWith(`${name}.`));
  if (strange.length === 0) return [];
  const expected = `to name its parameters after its place, "${name}."`;
  return [{ member, expected, received: strange.join(', '), remedy: 'Begin them with place.name and a dot.' }];
}

function costFaults(
  network: Network,
  own: Readonly<Record<string, unknown>>,
  name: 'encoder' | 'decoder',
  sizes: { readonly widthIn: number; readonly out: number },
): Fault[] {
  return faultsFrom('cost', () => {
    const cost = network.cost(own, name, sizes);
    if (Number.isFinite(cost) && cost >= 0) return [];
    return [
      {
        member: 'cost',
        expected: 'to be a number of multiplications',
        received: String(cost),
        remedy: 'Count them roughly.',
      },
    ];
  });
}

function labelFaults(network: Network, own: Readonly<Record<string, unknown>>): Fault[] {
  const label: unknown = network.label(own, 'encoder');
  if (typeof label === 'string' && label !== '') return [];
  return [
    {
      member: 'label',
      expected: 'to be a few words',
      received: String(label),
      remedy: 'Write such as "MLP 256-128 ReLU".',
    },
  ];
}

function layerFaults(network: Network, own: Readonly<Record<string, unknown>>): Fault[] {
  const layers: unknown = network.layers(own);
  const isList = Array.isArray(layers) && layers.every((layer) => typeof layer?.field === 'string' && 'none' in layer);
  if (isList) return [];
  const remedy = 'Give { field, received, none } for each field that adds layers, [] where none does.';
  return [{ member: 'layers', expected: 'to list fields', received: JSON.stringify(layers) ?? 'nothing', remedy }];
}

function widthFaults(network: Network, own: Readonly<Record<string, unknown>>): Fault[] {
  const widths: unknown = network.linearWidths(own);
  if (widths === null || (Array.isArray(widths) && widths.every((width) => Number.isInteger(width)))) return [];
  const remedy = 'Give null for a network that is no product of dense layers.';
  return [
    { member: 'linearWidths', expected: 'to be widths or null', received: JSON.stringify(widths) ?? 'nothing', remedy },
  ];
}
