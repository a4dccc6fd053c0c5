import type { MutatedFile } from '../mutation.ts';

export const modelNetworks: readonly MutatedFile[] = [
  {
    file: 'libs/models/src/contracts/named.ts',
    tests: ['contracts/named.test.ts'],
    mutations: [
      {
        find: 'if (thing === undefined) throw',
        replace: 'if (thing === null) throw',
        means: 'a missing parameter is handed on as undefined',
      },
    ],
  },
  {
    file: 'libs/models/src/networks/activation.ts',
    tests: ['objectives/objectives.test.ts'],
    mutations: [
      { find: 'return ops.relu(x);', replace: 'return ops.elu(x);', means: 'relu is elu' },
      { find: 'return ops.tanh(x);', replace: 'return ops.sigmoid(x);', means: 'tanh is the logistic function' },
    ],
  },
  {
    file: 'libs/models/src/networks/convolution-layers.ts',
    tests: ['networks/convolution-layers.test.ts'],
    mutations: [
      {
        find: 'image = { side: image.side / 2, channels };',
        replace: 'image = { side: image.side, channels };',
        means: 'the side is not halved',
      },
      {
        find: 'ops.transpose(inRows, [0, 2, 1, 3])',
        replace: 'ops.transpose(inRows, [0, 2, 3, 1])',
        means: 'pixels of a block in another order',
      },
      {
        find: 'const result = ops.add(products,',
        replace: 'const result = ops.sub(products,',
        means: 'the biases of convolutions are taken away',
      },
      { find: '[row, 1 - row],', replace: '[1 - row, row],', means: 'rows of a transposed convolution change places' },
      {
        find: 'if (layer < widths.length - 1) values =',
        replace: 'values =',
        means: 'an activation behind the last layer',
      },
      {
        find: '  [0, 1],\n  [1, 0],\n',
        replace: '  [1, 0],\n  [0, 1],\n',
        means: 'two corners of a kernel change places',
      },
      {
        find: 'side /= 2;\n    channels = next;',
        replace: 'channels = next;',
        means: 'the width behind convolutions is that of the whole image',
      },
    ],
  },
  {
    file: 'libs/models/src/networks/dense-layers.ts',
    tests: ['vae/conditional.test.ts'],
    mutations: [
      {
        find: 'layer === 0 ? withCondition',
        replace: 'layer === 1 ? withCondition',
        means: 'the condition enters the second layer',
      },
    ],
  },
  {
    file: 'libs/models/src/networks/dense.ts',
    tests: ['libs/trials/test/checks/check-models.test.ts', 'libs/trials/test/checks/check-trial.test.ts'],
    mutations: [
      {
        find: "kind === 'relu' ? 2 * latentDim : latentDim",
        replace: 'latentDim',
        means: 'relu layers too narrow for a code pass',
      },
      {
        find: "hidden.length > 0 && kind === 'tanh'",
        replace: "kind === 'tanh'",
        means: 'linear networks are refused for an activation that they do not use',
      },
      {
        find: "hidden.length === 0 || kind === 'identity' ? hidden",
        replace: 'hidden.length === 0 ? hidden',
        means: 'a deep linear network counts as nonlinear',
        tests: ['libs/trials/test/record/evidence.test.ts', 'libs/trials/test/checks/linearity.test.ts'],
      },
      {
        find: "hidden.length === 0 ? ['activation'] : []",
        replace: '[]',
        means: 'the activation of no layers makes another training',
        tests: ['libs/trials/test/grid/without-effect.test.ts'],
      },
      {
        find: 'hidden: own.hidden.toReversed()',
        replace: 'hidden: own.hidden',
        means: 'a decoder that mirrors its encoder is told as another network',
        tests: ['libs/analysis/test/model-label.test.ts'],
      },
    ],
  },
  {
    file: 'libs/models/src/networks/convolution.ts',
    tests: ['libs/trials/test/record/evidence.test.ts', 'libs/trials/test/checks/linearity.test.ts'],
    mutations: [
      {
        find: 'linearWidths: () => null',
        replace: 'linearWidths: ({ hidden }) => hidden',
        means: 'convolutions count as linear',
      },
    ],
  },
  {
    file: 'libs/models/src/networks/residual.ts',
    tests: ['networks/residual.test.ts'],
    mutations: [
      {
        find: 'values = ops.add(values, second);',
        replace: 'values = second;',
        means: 'a block does not add to what goes into it',
      },
      { find: 'activate(ops, kind, values));', replace: 'values);', means: 'a block begins without an activation' },
      {
        find: 'activate(ops, kind, first));',
        replace: 'first);',
        means: 'no activation between the layers of a block',
      },
      {
        find: 'second.weights`]: { shape: [width, width], start: { constant: 0 } }',
        replace: 'second.weights`]: { shape: [width, width], start: { constant: 1 } }',
        means: 'what a block adds does not start at zero',
      },
      { find: 'x), condition);', replace: 'x), null);', means: 'the condition is not seen' },
      { find: '2 * blocks * width ** 2', replace: 'blocks * width ** 2', means: 'a block costs one layer' },
    ],
  },
];
