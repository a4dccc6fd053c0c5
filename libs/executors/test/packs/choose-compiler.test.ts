import test from 'ava';
import fc from 'fast-check';
import { chooseCompiler, evenSize, MAX_PACK_SIZE, packToCompile } from '../../src/packs/choose-compiler.ts';

const packs = [
  { size: 1, millisecondsPerStep: 0.2 },
  { size: 2, millisecondsPerStep: 0.3 },
];
const loop = { size: 2, millisecondsPerStep: 0.1, millisecondsToCompile: 1000 };

test('XLA serves where the packs of a worker repay what compiling took, against the best that TensorFlow does for as many trials', (t) => {
  const once = (steps: number) => ({ trials: 4, workers: 2, steps });
  t.is(chooseCompiler({ packs, loop }, once(5001)), 'xla');
  t.is(chooseCompiler({ packs, loop }, once(4999)), 'graph');
  t.is(chooseCompiler({ packs, loop }, { ...once(2501), trials: 8 }), 'xla');
  t.is(chooseCompiler({ packs, loop: { ...loop, millisecondsPerStep: 0.4 } }, once(1e6)), 'graph');
  t.is(chooseCompiler({ packs, loop: { ...loop, size: 32, millisecondsPerStep: 4.7 } }, once(10_001)), 'xla');
  t.is(chooseCompiler({ packs, loop: { ...loop, size: 32, millisecondsPerStep: 4.9 } }, once(1e6)), 'graph');
  t.is(chooseCompiler({ packs, loop: null }, once(1e6)), 'graph');
  t.is(chooseCompiler({ packs, loop: 'none' }, once(1e6)), 'graph');
});

test('XLA is tried on the pack that will run, where starting operations one by one takes long in all', (t) => {
  const run = { trials: 8, workers: 2, steps: 5000 };
  t.is(packToCompile(packs, run), 2);
  t.is(packToCompile(packs, { ...run, trials: 4 }), null);
  t.is(packToCompile(packs, { ...run, trials: 2 }), null);
  t.is(packToCompile(packs, { ...run, trials: 2, steps: 10_000 }), 1);
  t.is(packToCompile([{ size: 1, millisecondsPerStep: 50 }], { ...run, steps: 1e6 }), null);
  t.is(packToCompile([], run), null);
});

test('even packs are no larger than asked, no more rounds than needed, and leave no worker idle a round', (t) => {
  const counts = fc.integer({ min: 1, max: 2000 });
  fc.assert(
    fc.property(
      counts,
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom(1, 2, 8, MAX_PACK_SIZE),
      (trials, workers, largest) => {
        const size = evenSize(trials, workers, largest);
        const rounds = (of: number) => Math.ceil(Math.ceil(trials / of) / workers);
        return size >= 1 && size <= largest && rounds(size) <= rounds(largest);
      },
    ),
  );
  t.is(evenSize(40, 2, 32), 20);
});
