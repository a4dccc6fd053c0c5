import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { openLikelihood } from '../open-setting.ts';
import { backend } from '../random-parameters.ts';

test.before(() => backend.description);

test('its mean is the probability of which the location is the logit', (t) => {
  const logits = [-20, -3, -0.5, 0, 0.5, 3, 20];
  const found = openLikelihood('bernoulli').mean({ location: tf.tensor(logits, [1, 1, logits.length]) });
  for (const [index, computed] of [...found.dataSync()].entries()) {
    const expected = 1 / (1 + Math.exp(-(logits[index] as number)));
    t.true(Math.abs(computed - expected) < 1e-6, `logit ${logits[index]}: ${computed} against ${expected}`);
  }
});

for (const kind of ['bernoulli', 'continuous-bernoulli']) {
  test(`${kind}: it is not Gaussian, has no numbers and no parameters, and the encoder sees x less its mean`, (t) => {
    const likelihood = openLikelihood(kind);
    t.is(likelihood.gaussian, null);
    t.false(likelihood.isCentred);
    t.deepEqual(likelihood.numbers, {});
    t.deepEqual(likelihood.parameters({ width: 3, dim: 4 }), {});
    t.deepEqual(likelihood.heads({ parameters: {}, numbers: {}, features: null }), {});
    t.deepEqual([...likelihood.input(tf.tensor([[[1, 0]]]), tf.tensor([[[0.25, 0.5]]])).dataSync()], [0.75, -0.5]);
  });
}
