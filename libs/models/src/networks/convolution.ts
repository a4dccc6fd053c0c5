import { z } from 'zod';
import { defineNetwork } from '../contracts/network.ts';
import { activate, activation } from './activation.ts';
import {
  convolutionDefinitions,
  convolutions,
  transposedConvolutions,
  transposedDefinitions,
} from './convolution-layers.ts';
import { activationLabel, hiddenField, hiddenWidths, products } from './dense.ts';
import { dense, hiddenDefinitions, hiddenLayers } from './dense-layers.ts';

export const convolution = defineNetwork({
  kind: 'convolution',
  summary: 'convolutions 4 x 4 with stride 2 on square images, with hidden layers between them and the codes',
  fields: {
    hidden: hiddenWidths,
    activation: activation.default('relu'),
    channels: z
      .array(z.int().min(1))
      .min(1)
      .max(6)
      .describe(
        'of an encoder: those of convolutions before the hidden layers, each of which halves the side of the square image; ' +
          'of a decoder: those that go into transposed convolutions behind the hidden layers, each of which doubles it',
      ),
  },
  hidden({ hidden, activation: kind, channels }, { name, widthIn, dim, initialization }) {
    if (name === 'decoder') {
      return {
        ...hiddenDefinitions(name, widthIn, hidden, { activation: kind, initialization }),
        firstWidth: hidden[0] ?? null,
        run: (ops, parameters, x, condition) => hiddenLayers(ops, parameters, name, hidden, kind, x, condition),
      };
    }
    const convolved = convolutionDefinitions(name, dim, channels, kind, initialization);
    const behind = hiddenDefinitions(name, convolved.width, hidden, { activation: kind, initialization });
    return {
      definitions: { ...convolved.definitions, ...behind.definitions },
      width: behind.width,
      firstWidth: hidden[0] ?? null,
      run(ops, parameters, x, condition) {
        const seen = convolutions(ops, parameters, name, channels, kind, x);
        return hiddenLayers(ops, parameters, name, hidden, kind, seen, condition);
      },
    };
  },
  output: ({ activation: kind, channels }, { name, dim, initialization }, width) => ({
    definitions: transposedDefinitions(name, width, dim, channels, kind, initialization),
    run(ops, parameters, features) {
      const first = activate(ops, kind, dense(ops, parameters, `${name}.image`, features));
      return transposedConvolutions(ops, parameters, name, channels, kind, first);
    },
  }),
  linearWidths: () => null,
  layers: ({ hidden, channels }) => [
    { field: 'channels', received: channels, none: undefined },
    ...hiddenField(hidden),
  ],
  halvings: ({ channels }) => channels.length,
  mirrored: (own) => ({ ...own, hidden: own.hidden.toReversed(), channels: own.channels.toReversed() }),
  label({ hidden, activation: kind, channels }, place) {
    const words = [
      `convolutions ${channels.join('-')}`,
      ...(hidden.length === 0 ? [] : [`${kind === 'identity' ? 'deep linear' : 'MLP'} ${hidden.join('-')}`]),
    ];
    const ordered = place === 'encoder' ? words : words.toReversed();
    return `${ordered.join(', ')}${kind === 'identity' ? '' : ` ${activationLabel(kind)}`}`;
  },
  cost({ hidden, channels }, place, { widthIn, out }) {
    const [image, codes] = place === 'encoder' ? [widthIn, out] : [out, widthIn];
    const convolved = convolutionCost(image, place === 'encoder' ? channels : channels.toReversed());
    const layers =
      place === 'encoder' ? [convolved.features, ...hidden, codes] : [codes, ...hidden, convolved.features];
    return convolved.cost + products(layers);
  },
});

/** Multiplications of 4 x 4 convolutions with stride 2 on a square image, and the features they end in. */
function convolutionCost(dim: number, channels: readonly number[]): { cost: number; features: number } {
  let [features, into, cost] = [dim, Number.isInteger(Math.sqrt(dim)) ? 1 : 3, 0];
  for (const out of channels) {
    const pixels = features / into / 4;
    cost += 16 * pixels * into * out;
    features = pixels * out;
    into = out;
  }
  return { cost, features };
}
