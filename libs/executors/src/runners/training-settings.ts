import type { LoadBackendOptions } from '@collapse/backend';
import type { RunnerModule } from '../contract/trial-runner.ts';

/** What a worker that trains must be told. */
export interface TrainingSettings {
  readonly backend: LoadBackendOptions['backend'];
  /** From one checkpoint of a training to the next; none for 0, or where it is left out. */
  readonly checkpointSeconds?: number;
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
    const checkpointSeconds = 'checkpointSeconds' in settings ? settings.checkpointSeconds : 0;
    const isTime = typeof checkpointSeconds === 'number' && checkpointSeconds >= 0;
    if (isTime && (backend === 'auto' || backend === 'native' || backend === 'wasm')) {
      return { backend, checkpointSeconds };
    }
  }
  throw new TypeError(
    `expected settings with a backend of auto, native or wasm and seconds from 0 up, received ${JSON.stringify(settings)}`,
  );
}
