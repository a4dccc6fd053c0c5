import test from 'ava';
import { countTrials, countWords, evidenceOfRow } from '../../src/studies/trial-counts.ts';
import { madeUpRow } from '../made-up-row.ts';

const model = (encoder: string, decoder: string, seed = 0) => ({
  'model.encoder.hidden': encoder,
  'model.encoder.activation': 'relu',
  'model.decoder.hidden': decoder,
  'model.decoder.activation': 'relu',
  seed,
});

test('a closed form is exact of a linear decoder, a yardstick of another, and none without a value', (t) => {
  const optimum = { objective_optimum: -1 };
  t.is(evidenceOfRow(madeUpRow(model('[]', '[]'), optimum)), 'exact');
  t.is(evidenceOfRow(madeUpRow(model('[64]', '[]'), optimum)), 'exact');
  t.is(evidenceOfRow(madeUpRow(model('[64]', '[64]'), optimum)), 'yardstick');
  t.is(evidenceOfRow(madeUpRow(model('[]', '[]'), {})), 'none');
  t.is(evidenceOfRow(madeUpRow(model('[64]', '[64]'), {})), 'none');
});

test('a page says of how many trials and seeds it is, and of how many a closed form can speak', (t) => {
  const optimum = { objective_optimum: -1 };
  const linear = [0, 1].map((seed) => madeUpRow(model('[]', '[]', seed), optimum));
  const network = [0, 1].map((seed) => madeUpRow(model('[64]', '[64]', seed), optimum));
  const bernoulli = madeUpRow(model('[64]', '[8]'), {});
  t.is(
    countWords(countTrials(linear)),
    '2 finished trials, 2 seeds of each setting. The closed form is exact for all of them (linear decoder).',
  );
  t.is(
    countWords(countTrials([...linear, ...network, bernoulli])),
    '5 finished trials, 1 to 2 seeds of each setting. The closed form is exact for 2 (linear decoder); a yardstick for 2 (nonlinear decoder: it is the best linear VAE’s); there is none for 1.',
  );
  t.is(
    countWords(countTrials([bernoulli])),
    '1 finished trial, one seed of each setting. There is no closed form for any of them.',
  );
});
