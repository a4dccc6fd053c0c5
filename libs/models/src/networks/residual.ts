import { z } from 'zod';
import { defineNetwork } from '../contracts/network.ts';
import { activate, activation } from './activation.ts';
import { activationLabel, products } from './dense.ts';
import { dense, denseDefinitions, withCondition } from './dense-layers.ts';

/** Blocks h + B f(A f(h)) behind a first layer (He et al. 2016, figure 4e, without normalisation). */
export const residual = defineNetwork({
  kind: 'residual',
  summary:
    'a dense layer and blocks of two more that add to what goes into them (He et al. 2016, figure 4e, unnormalised)',
  fields: {
    width: z.int().min(1).describe('units of every layer'),
    blocks: z.int().min(1).max(64).default(2).describe('blocks of two layers each'),
    activation: activation.exclude(['identity']).default('relu'),
  },
  hidden({ width, blocks, activation: kind }, { name, widthIn, initialization }) {
    const options = { activation: kind, initialization };
    const ofBlocks = Array.from({ length: blocks }, (_, block) => ({
      ...denseDefinitions(`${name}.block.${block}.first`, width, width, options),
      // What a block adds starts at zero, so that at first every block hands on what it gets.
      [`${name}.block.${block}.second.weights`]: { shape: [width, width], start: { constant: 0 } },
      [`${name}.block.${block}.second.biases`]: { shape: [1, width], start: { constant: 0 } },
    }));
    return {
      definitions: Object.assign({}, denseDefinitions(`${name}.0`, widthIn, width, options), ...ofBlocks),
      width,
      firstWidth: width,
      run(ops, parameters, x, condition) {
        let values = withCondition(ops, parameters, name, dense(ops, parameters, `${name}.0`, x), condition);
        for (let block = 0; block < blocks; block++) {
          const first = dense(ops, parameters, `${name}.block.${block}.first`, activate(ops, kind, values));
          const second = dense(ops, parameters, `${name}.block.${block}.second`, activate(ops, kind, first));
          values = ops.add(values, second);
        }
        return activate(ops, kind, values);
      },
    };
  },
  linearWidths: () => null,
  layers: () => [{ field: 'network', received: 'residual', none: undefined }],
  takesCondition: true,
  label: ({ width, blocks, activation: kind }) => `residual ${blocks} x ${width} ${activationLabel(kind)}`,
  cost: ({ width, blocks }, _place, { widthIn, out }) => products([widthIn, width, out]) + 2 * blocks * width ** 2,
});
