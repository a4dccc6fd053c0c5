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
    '5 finished trials, 1 to 2 seeds of each setting. The closed form is exact for 2 (linear decoder); a yardstick for 2 (nonlinear decoder: it is the best linear VAE’s); there is none for 1. Whether training had ended is not known of the 3 trials without an exact optimum: no slope was recorded.',
  );
  t.is(
    countWords(countTrials([bernoulli])),
    '1 finished trial, one seed of each setting. There is no closed form for any of them. Whether training had ended is not known of the trial without an exact optimum: no slope was recorded.',
  );
});

test('of trials without an exact optimum a page says how many were still rising', (t) => {
  // Another 100 of 1,000 steps at 5 nats per 1,000 steps would add 0.5 nats; at 0.1, 0.01 nats.
  const network = (objective_slope: number | null, seed: number) =>
    madeUpRow(model('[64]', '[64]', seed), {
      objective_optimum: -1,
      objective: -2,
      active_units: 3,
      steps: 1000,
      objective_slope,
      objective_slope_se: objective_slope === null ? null : 0.01,
    });
  const rising = network(5, 0);
  const level = network(0.1, 1);
  const linear = madeUpRow(model('[]', '[]'), { objective_optimum: -1 });
  t.deepEqual(countTrials([rising, level, linear]).ends, { level: 1, rising: 1, unknown: 0 });
  t.is(countTrials([linear]).ends, undefined);
  t.regex(
    countWords(countTrials([rising, level])),
    /Of the 2 trials without an exact optimum, 1 was still rising when training stopped\.$/,
  );
  t.regex(
    countWords(countTrials([rising, level, network(null, 2)])),
    /Of the 3 trials without an exact optimum, 1 was still rising when training stopped; of 1 it is not known\.$/,
  );
});
