import type { LoadBackendOptions } from '@collapse/backend';
import type { RunnerModule } from '../contract/trial-runner.ts';

/** What a worker that trains must be told. */
export interface TrainingSettings {
  readonly backend: LoadBackendOptions['backend'];
}

/** The runner that trains, named so that a controller can hand it to workers without loading a tensor library itself. */
export function trainingRunner(settings: TrainingSettings): RunnerModule {
  return {
    module: new URL('./training-runner.ts', import.meta.url).href,
    exportName: 'createTrainingRunner',
    settings,
  };
}

/** @throws TypeError for settings that trainingRunner did not make */
export function parseTrainingSettings(settings: unknown): TrainingSettings {
  if (typeof settings === 'object' && settings !== null && 'backend' in settings) {
    const { backend } = settings;
    if (backend === 'auto' || backend === 'native' || backend === 'wasm') return { backend };
  }
  throw new TypeError(`expected settings with a backend of auto, native or wasm, received ${JSON.stringify(settings)}`);
}
