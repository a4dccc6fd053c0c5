import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { openSetting } from '../open-setting.ts';

const [dim, conditionDim] = [4, 2];
const deep: { hidden: number[]; activation: 'identity' } = { hidden: [3], activation: 'identity' };

/** What the model says of itself; convolutions need a square image, which 4 numbers are. */
function facts(model: TrialInput['model'], condition = 0) {
  const specification = trialSpecification.parse({
    dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 9 },
    model,
    train: { steps: 1 },
  });
  const opened = openSetting(specification, dim, condition).model;
  return {
    linearEncoder: opened.hasLinearEncoder,
    linearDecoder: opened.decoderWidths !== null,
    isOneLayer: opened.isOneLayer,
  };
}

test('deep linear networks are linear; an encoder of which the variance depends on x, or one of a part of the model, is not', (t) => {
  t.true(facts({ latentDim: 2, decoder: deep }).linearDecoder);
  t.false(facts({ latentDim: 2, decoder: { hidden: [3] } }).linearDecoder);
  t.true(facts({ latentDim: 2, encoder: deep }).linearEncoder);
  t.false(facts({ latentDim: 2, encoder: { ...deep, variance: 'amortized' } }).linearEncoder);
  t.false(facts({ latentDim: 2, second: { latentDim: 1 } }).linearEncoder);
});

test('a model knows which of its parts are affine', (t) => {
  const models: [TrialInput['model'], number?][] = [
    [{ latentDim: 3 }],
    [{ latentDim: 3, encoder: { variance: 'amortized' } }],
    [{ latentDim: 3, encoder: { hidden: [4] } }],
    [{ latentDim: 3, encoder: { channels: [4] } }],
    [{ latentDim: 3, encoder: { network: 'residual', width: 4 } }],
    [{ latentDim: 3, decoder: { channels: [4] } }],
    [{ latentDim: 3, decoder: { hidden: [4] } }],
    [{ latentDim: 3, decoder: { network: 'residual', width: 4 } }],
    [{ latentDim: 3, second: { latentDim: 2 } }],
    [{ latentDim: 3 }, conditionDim],
  ];
  const found = models.map(([model, condition]) => facts(model, condition));
  t.deepEqual(
    found.map(({ linearEncoder }) => linearEncoder),
    [true, false, false, false, false, true, true, true, false, false],
  );
  t.deepEqual(
    found.map(({ linearDecoder }) => linearDecoder),
    [true, true, true, true, true, false, false, false, true, true],
  );
  t.deepEqual(
    found.map(({ isOneLayer }) => isOneLayer),
    [true, ...models.slice(1).map(() => false)],
  );
});

test('widths of a deep linear network are those of its layers, and one layer has none', (t) => {
  const { model } = openSetting(
    trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 9 },
      model: { latentDim: 2, encoder: { hidden: [5, 3], activation: 'identity' }, decoder: {} },
      train: { steps: 1 },
    }),
    dim,
  );
  t.deepEqual(model.encoderWidths, [5, 3]);
  t.deepEqual(model.decoderWidths, []);
  t.false(model.isOneLayer);
});

test('the parameters of the encoder are told from those of the decoder, those of a second level and of a condition too', (t) => {
  const { model } = openSetting(
    trialSpecification.parse({
      dataset: { name: 'synthetic', eigenvalues: [1], dim, count: 9 },
      model: { latentDim: 2, second: { latentDim: 1 } },
      likelihood: { learn: 'scalar' },
      train: { steps: 1 },
    }),
    dim,
    conditionDim,
  );
  const names = Object.keys(model.parameters);
  t.deepEqual(
    names.filter((name) => model.isOfEncoder(name)),
    [
      'encoder.mean.weights',
      'encoder.mean.biases',
      'encoder.logVariance',
      'encoder.condition.weights',
      'encoder.second.weights',
      'encoder.second.biases',
      'encoder.second.logVariance',
    ],
  );
  t.deepEqual(
    names.filter((name) => !model.isOfEncoder(name)),
    [
      'decoder.location.weights',
      'decoder.location.biases',
      'decoder.logVariance',
      'decoder.condition.weights',
      'decoder.second.weights',
      'decoder.second.biases',
    ],
  );
});
