import type { Backend, CompiledStep, Step, StepLoop } from '@collapse/backend';
import test from 'ava';
import { createStepCache } from '../../src/steps/step-cache.ts';
import { backend } from '../support/train-for-test.ts';

/** The back end with steps that only tell when they were made and freed. */
function toldBackend(hasLoops: boolean) {
  const told: string[] = [];
  const kept = (name: string): CompiledStep & StepLoop =>
    Object.assign(() => ({}), { dispose: () => told.push(`freed ${name}`) });
  const fake: Backend = {
    ...backend,
    compile: (_step, options) => {
      told.push(`made ${options?.key}`);
      return kept(options?.key ?? '');
    },
    compileLoop: () => (hasLoops ? kept('loop') : null),
  };
  return { told, cache: createStepCache(fake) };
}

const step: Step = () => ({});

test('a step is made once by its key; the one not used for longest is freed when there are more than twelve', (t) => {
  const { told, cache } = toldBackend(false);
  const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
  for (const name of names) cache.step(name, () => step);
  t.deepEqual(
    told.splice(0),
    names.map((name) => `made ${name}`),
  );
  cache.step('s0', () => step);
  t.deepEqual(told, []);
  cache.step('s12', () => step);
  t.deepEqual(told.splice(0), ['made s12', 'freed s1']);
  cache.step('s1', () => step);
  t.deepEqual(told.splice(0), ['made s1', 'freed s2']);
  cache.dispose();
  t.is(told.length, 12);
  t.is(new Set(told).size, 12);
});

test('a loop is kept by its key, and where there are none there is null', (t) => {
  const { told, cache } = toldBackend(true);
  const loop = cache.loop('a', () => step);
  t.is(
    cache.loop('a', () => step),
    loop,
  );
  t.not(
    cache.loop('b', () => step),
    loop,
  );
  cache.dispose();
  t.deepEqual(told, ['freed loop', 'freed loop']);
  t.is(
    toldBackend(false).cache.loop('a', () => step),
    null,
  );
});
