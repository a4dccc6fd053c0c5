import test from 'ava';
import { type ModelFamily, modelFamily, modelLabel } from '../src/model-label.ts';

function fields(
  encoder: number[],
  decoder: number[],
  encoderActivation = 'relu',
  decoderActivation = encoderActivation,
) {
  return {
    'model.encoder.hidden': JSON.stringify(encoder),
    'model.encoder.activation': encoderActivation,
    'model.decoder.hidden': JSON.stringify(decoder),
    'model.decoder.activation': decoderActivation,
  };
}

test('models by short names and by which closed form holds', (t) => {
  const convolved = { ...fields([], [64]), 'model.encoder.channels': '[8,16]' };
  const both = { ...fields([], []), 'model.encoder.channels': '[8,16]', 'model.decoder.channels': '[16,8]' };
  const cases: [ReturnType<typeof fields>, string, ModelFamily][] = [
    [fields([], []), 'linear', 'linear'],
    [fields([], [], 'relu', 'tanh'), 'linear', 'linear'],
    [fields([512, 256], [256, 512]), 'MLP 512-256 ReLU', 'nonlinear'],
    [fields([64], [64], 'tanh'), 'MLP 64 tanh', 'nonlinear'],
    [fields([64], [64], 'identity'), 'deep linear 64', 'linear'],
    [fields([256], []), 'encoder MLP 256 ReLU, decoder linear', 'linear decoder'],
    [fields([], [256]), 'encoder linear, decoder MLP 256 ReLU', 'nonlinear'],
    [both, 'convolutions 8-16 ReLU', 'nonlinear'],
    [convolved, 'encoder convolutions 8-16 ReLU, decoder MLP 64 ReLU', 'nonlinear'],
  ];
  for (const [model, label, family] of cases) {
    t.is(modelLabel(model), label);
    t.is(modelFamily(model), family);
  }
});

test('a network from outside by its name, one of a table of another version by the fields that it has', (t) => {
  const outside = { ...fields([], []), 'model.encoder.network': 'attention' };
  t.is(modelLabel(outside), 'encoder attention, decoder linear');
  t.is(modelFamily(outside), 'linear decoder');
  t.is(modelFamily({ ...fields([], []), 'model.decoder.network': 'attention' }), 'nonlinear');
  t.is(modelLabel({}), 'linear');
  t.is(modelFamily({}), 'linear');
});
