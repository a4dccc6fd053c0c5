import { BUILT_IN, hasNetwork, type VaeFields, vaeFieldsOf } from '@collapse/models';
import test from 'ava';
import {
  checkTrial,
  GridError,
  type Initialization,
  parseGrid,
  recordedSpecification,
  type TrialInput,
  trialId,
  trialSpecification,
} from '../../src/index.ts';
import { FORMER_IDS, FORMER_TRIALS } from '../support/former-trials.ts';

const network: TrialInput = {
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 3, encoder: { hidden: [8] } },
  train: { steps: 1 },
};

for (const [name, input] of Object.entries(FORMER_TRIALS)) {
  test(`the trial of an earlier version keeps its id: ${name}`, (t) => {
    const today = trialSpecification.parse(input);
    const former = hasNetwork(vaeFieldsOf(today.model) as VaeFields, BUILT_IN)
      ? { ...input, model: { ...input.model, initialization: 'he-normal' } }
      : input;
    const id = FORMER_IDS[name] ?? 'no id';
    t.is(trialId(trialSpecification.parse(former)), id);
    // Networks start elsewhere now, which makes another trial of them.
    t.is(trialId(today) === id, !hasNetwork(vaeFieldsOf(today.model) as VaeFields, BUILT_IN));
    t.deepEqual(checkTrial(trialSpecification.parse(former), null), []);
    t.deepEqual(trialSpecification.parse(trialSpecification.parse(former)), trialSpecification.parse(former));
  });
}

test('each initialization is a trial of its own, and the default is glorot-uniform', (t) => {
  const id = (initialization?: Initialization) =>
    trialId(trialSpecification.parse({ ...network, model: { ...network.model, initialization } }));
  t.is(new Set([id('glorot-uniform'), id('he-normal'), id('pytorch')]).size, 3);
  t.is(id(), id('glorot-uniform'));
});

test('a recorded specification without the field says he-normal, under the same id', (t) => {
  const parsed = trialSpecification.parse({ ...network, model: { ...network.model, initialization: 'he-normal' } });
  const recorded = { ...parsed, model: { ...parsed.model, initialization: undefined } };
  t.is(recordedSpecification(recorded).model.initialization, 'he-normal');
  t.is(trialId(recordedSpecification(recorded)), trialId(recorded));
  const today = trialSpecification.parse(network);
  t.is(recordedSpecification(today), today);
  const linear = trialSpecification.parse({ ...network, model: { latentDim: 3 } });
  t.is(recordedSpecification(linear), linear);
});

test('the field is for models with hidden layers or channels, deep linear ones included', (t) => {
  const issues = (model: TrialInput['model']) =>
    checkTrial(trialSpecification.parse({ ...network, model: { ...model, initialization: 'pytorch' } }), null);
  t.deepEqual(issues({ latentDim: 3 }), [
    {
      field: 'model.initialization',
      expected:
        'nothing without model.encoder.hidden, model.encoder.channels, model.decoder.hidden or model.decoder.channels, whose start it is',
      received: '"pytorch"',
      remedy: 'Remove it, or write it beside the hidden layers that it is for, as one value of an axis.',
    },
  ]);
  t.deepEqual(issues({ latentDim: 3, encoder: { hidden: [4], activation: 'identity' } }), []);
  t.deepEqual(issues({ latentDim: 3, decoder: { hidden: [4] } }), []);
  t.deepEqual(issues({ latentDim: 3, encoder: { channels: [4] } }), []);
  t.deepEqual(issues({ latentDim: 3, decoder: { channels: [4] } }), []);
});

test('what is no specification has an id and is handed on as it is', (t) => {
  for (const text of ['{}', '{"model":null}', '{"model":{"latentDim":3}}']) {
    const odd = JSON.parse(text);
    t.regex(trialId(odd), /^[0-9a-f]{16}$/);
    t.is(recordedSpecification(odd), odd);
  }
});

test('where the hidden layers themselves are wrong, that alone is told', (t) => {
  const model = { latentDim: 3, initialization: 'pytorch', encoder: { hidden: [0] } };
  const error = t.throws(() => parseGrid({ name: 'a', base: { ...network, model } }, 'a.json'), {
    instanceOf: GridError,
  });
  t.deepEqual(
    error.issues.map(({ field }) => field),
    ['model.encoder.hidden.0'],
  );
});
