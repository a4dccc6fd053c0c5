import test from 'ava';
import { chooseCompiler, packToCompile } from '../src/choose-compiler.ts';

const packs = [
  { size: 1, millisecondsPerStep: 0.2 },
  { size: 2, millisecondsPerStep: 0.3 },
];
const loop = { size: 2, millisecondsPerStep: 0.1, millisecondsToCompile: 1000 };

test('XLA serves where a pack repays what compiling took', (t) => {
  t.is(chooseCompiler({ packs, loop }, 5001), 'xla');
  t.is(chooseCompiler({ packs, loop }, 4999), 'graph');
  t.is(chooseCompiler({ packs, loop: { ...loop, millisecondsPerStep: 0.4 } }, 1e6), 'graph');
  t.is(chooseCompiler({ packs, loop: null }, 1e6), 'graph');
  t.is(chooseCompiler({ packs, loop: 'none' }, 1e6), 'graph');
});

test('XLA is tried on the pack that will run, where small steps take long in all', (t) => {
  const run = { trials: 8, workers: 2, steps: 5000 };
  t.is(packToCompile(packs, run)?.size, 2);
  t.is(packToCompile(packs, { ...run, trials: 2 })?.size, undefined);
  t.is(packToCompile(packs, { ...run, trials: 2, steps: 10_000 })?.size, 1);
  t.is(packToCompile([{ size: 1, millisecondsPerStep: 50 }], { ...run, steps: 1e6 }), null);
  t.is(packToCompile([], run), null);
});
