import type { Backend, CompiledStep, Step } from '@collapse/backend';

/** Compiled steps kept between trials, the latest used last. */
export interface StepCache {
  /** The compiled step of that key, which names all that the step's code depends on. Stays the cache's to free. */
  get(key: string, make: () => Step): CompiledStep;
  dispose(): void;
}

/** A compiled step holds a megabyte or two; a grid rarely goes back and forth between more shapes than this. */
const STEPS_KEPT = 12;

export function createStepCache(backend: Backend): StepCache {
  const kept = new Map<string, CompiledStep>();
  return {
    get(key, make) {
      const step = kept.get(key) ?? backend.compile(make(), { key });
      kept.delete(key);
      kept.set(key, step);
      const [oldest] = kept;
      if (oldest && kept.size > STEPS_KEPT) {
        kept.delete(oldest[0]);
        oldest[1].dispose();
      }
      return step;
    },
    dispose() {
      for (const step of kept.values()) step.dispose();
      kept.clear();
    },
  };
}
