import { z } from 'zod';
import { defineNetwork, type LayerField } from '../contracts/network.ts';
import { type Activation, activation } from './activation.ts';
import { hiddenDefinitions, hiddenLayers } from './dense-layers.ts';

export const hiddenWidths = z
  .array(z.int().min(1))
  .max(16)
  .default([])
  .describe('widths of the hidden layers; [] is linear');

export const dense = defineNetwork({
  kind: 'dense',
  summary: 'fully connected layers; without any, or with the activation identity, a linear map',
  fields: { hidden: hiddenWidths, activation: activation.default('relu') },
  hidden: ({ hidden, activation: kind }, { name, widthIn, initialization }) => ({
    ...hiddenDefinitions(name, widthIn, hidden, { activation: kind, initialization }),
    firstWidth: hidden[0] ?? null,
    run: (ops, parameters, x, condition) => hiddenLayers(ops, parameters, name, hidden, kind, x, condition),
  }),
  linearWidths: ({ hidden, activation: kind }) => (hidden.length === 0 || kind === 'identity' ? hidden : null),
  carry: ({ hidden, activation: kind }) =>
    kind === 'tanh' && hidden.length > 0 ? null : { widths: hidden, isPaired: kind === 'relu' },
  carryIssues({ hidden, activation: kind }, latentDim) {
    const least = kind === 'relu' ? 2 * latentDim : latentDim;
    return [
      ...(hidden.length > 0 && kind === 'tanh'
        ? [{ field: 'activation', expected: '"relu" or "identity"', received: kind }]
        : []),
      ...(hidden.some((width) => width < least)
        ? [{ field: 'hidden', expected: `widths >= ${least}`, received: hidden }]
        : []),
    ];
  },
  layers: ({ hidden }) => hiddenField(hidden),
  takesCondition: true,
  idle: ({ hidden }) => (hidden.length === 0 ? ['activation'] : []),
  mirrored: (own) => ({ ...own, hidden: own.hidden.toReversed() }),
  label: ({ hidden, activation: kind }) => denseLabel(hidden, kind) || 'linear',
  cost: ({ hidden }, _place, { widthIn, out }) => products([widthIn, ...hidden, out]),
});

/** The field of hidden layers, where there are any. */
export function hiddenField(hidden: readonly number[]): LayerField[] {
  return hidden.length === 0 ? [] : [{ field: 'hidden', received: hidden, none: [] }];
}

/** Such as "MLP 256-128 ReLU"; '' without hidden layers. */
export function denseLabel(hidden: readonly number[], kind: Activation): string {
  if (hidden.length === 0) return '';
  return kind === 'identity' ? `deep linear ${hidden.join('-')}` : `MLP ${hidden.join('-')} ${activationLabel(kind)}`;
}

export function activationLabel(kind: Activation): string {
  return kind === 'relu' ? 'ReLU' : kind;
}

/** Multiplications of dense layers from one width to the next. */
export function products(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, index) => sum + width * (widths[index] ?? 0), 0);
}
