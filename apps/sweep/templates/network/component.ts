import { defineNetwork, dense, denseDefinitions, withCondition } from '@collapse/models';
import { z } from 'zod';

// As it stands this is one gated layer, tanh(W x + b) sigmoid(V x + c). Change it from here: docs/extending.md has each member.
export default defineNetwork({
  kind: 'name-of-it',
  summary: 'a layer of tanh units, each behind a gate (Dauphin et al. 2017)',
  fields: {
    width: z.int().min(1).max(4096).default(32).describe('units of the layer'),
  },
  // Layers up to the last hidden one; their names begin with the place, which is encoder or decoder.
  hidden({ width }, { name, widthIn, initialization }) {
    return {
      definitions: {
        ...denseDefinitions(`${name}.0`, widthIn, width, { activation: 'tanh', initialization }),
        ...denseDefinitions(`${name}.gate`, widthIn, width, { initialization }),
      },
      width,
      firstWidth: width,
      // x [P, B, widthIn] gives [P, B, width].
      run(ops, parameters, x, condition) {
        const values = withCondition(ops, parameters, name, dense(ops, parameters, `${name}.0`, x), condition);
        const gates = dense(ops, parameters, `${name}.gate`, x);
        return ops.mul(ops.tanh(values), ops.sigmoid(gates));
      },
    };
  },
  // Of a network that is no affine map: null.
  linearWidths: () => null,
  layers: () => [{ field: 'network', received: 'name-of-it', none: undefined }],
  takesCondition: true,
  label: ({ width }) => `gated ${width}`,
  cost: ({ width }, _place, { widthIn, out }) => 2 * widthIn * width + width * out,
});
