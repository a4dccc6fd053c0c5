import test from 'ava';
import { commandOf, explainedWith, fittedTo, initialSettings, settingsFor } from '../src/settings.ts';

const dataOf = (eigenvalues: readonly number[], count = 100) => ({
  count,
  dim: eigenvalues.length,
  eigenvalues: Float64Array.from(eigenvalues),
  constant: [],
  duplicates: [],
});
const FOUR = dataOf([4, 2, 0.5, 0.1]);

test('the command names the file for a shell, and the variance only where the loss has one', (t) => {
  const settings = { ...initialSettings(FOUR), beta: 0.25 };
  const command = (option: string, change = {}) =>
    commandOf({ title: option, option, data: FOUR }, { ...settings, ...change });
  t.is(command('x.npy'), 'npx sweep explain --data x.npy --loss elbo --beta 0.25 --variance 1 --batch 128 --latent 3');
  t.regex(command("it's mine.csv", { learned: true }), /--data 'it'\\''s mine\.csv' .* --variance learned /);
  t.regex(command('-x.npy'), /--data '-x\.npy' /);
  t.regex(command('x.npy', { loss: 'mean-sum', learned: true }), /--loss mean-sum --beta 0\.25 --batch 128/);
});

test('a loss as written has no variance of its own, learned or not', (t) => {
  const settings = { ...initialSettings(FOUR), loss: 'sum-sum', variance: 7 } as const;
  t.is(explainedWith(FOUR, settings).impliedBetaVariance, 0.5);
  t.deepEqual(explainedWith(FOUR, { ...settings, learned: true }), explainedWith(FOUR, settings));
  t.is(explainedWith(FOUR, { ...settings, loss: 'elbo' }).impliedBetaVariance, 7);
});

test('other data keep the loss, take their own k, and no batch larger than they are', (t) => {
  const few = dataOf([3, 1, 0], 10);
  const changed = settingsFor(few, { ...initialSettings(FOUR), loss: 'mean-sum', beta: 2 });
  t.deepEqual([changed.loss, changed.beta, changed.latentDim], ['mean-sum', 2, 1]);
  t.is(fittedTo(few, changed).batchSize, 10);
  t.is(fittedTo(FOUR, changed).batchSize, 100);
});
