import type { Backend, CompiledStep, Step, StepLoop } from '@collapse/backend';

/** Compiled steps and loops kept between trials, the latest used last. They stay the cache's to free. */
export interface StepCache {
  /** The compiled step of that key, which names all that the step's code depends on. */
  step(key: string, make: () => Step): CompiledStep;
  /** The loop over the step of that key; null where the back end has none. */
  loop(key: string, make: () => Step): StepLoop | null;
  dispose(): void;
}

/** A compiled step holds a megabyte or two; a grid rarely goes back and forth between more shapes than this. */
const STEPS_KEPT = 12;

export function createStepCache(backend: Backend): StepCache {
  const steps = keepLatest<CompiledStep>();
  const loops = keepLatest<StepLoop>();
  return {
    step: (key, make) => steps.find(key) ?? steps.keep(key, backend.compile(make(), { key })),
    loop(key, make) {
      const known = loops.find(key);
      if (known) return known;
      const loop = backend.compileLoop(make());
      return loop && loops.keep(key, loop);
    },
    dispose() {
      steps.dispose();
      loops.dispose();
    },
  };
}

function keepLatest<Kept extends { dispose(): void }>() {
  const kept = new Map<string, Kept>();
  const keep = (key: string, value: Kept): Kept => {
    kept.delete(key);
    kept.set(key, value);
    const [oldest] = kept;
    if (oldest && kept.size > STEPS_KEPT) {
      kept.delete(oldest[0]);
      oldest[1].dispose();
    }
    return value;
  };
  return {
    keep,
    find(key: string): Kept | undefined {
      const found = kept.get(key);
      return found && keep(key, found);
    },
    dispose() {
      for (const value of kept.values()) value.dispose();
      kept.clear();
    },
  };
}
