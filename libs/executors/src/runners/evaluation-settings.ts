import type { CodeVersion } from '@collapse/study';
import type { RunnerModule } from '../contract/trial-runner.ts';
import { parseTrainingSettings, type TrainingSettings } from './training-settings.ts';

/** What a worker that takes measures again must be told. */
export interface EvaluationSettings extends TrainingSettings {
  /** For the record. */
  readonly code: CodeVersion | null;
}

/** The runner that measures, named so that a controller can hand it to workers without loading a tensor library itself. */
export function evaluationRunner(settings: EvaluationSettings): RunnerModule {
  return {
    module: new URL('./evaluation-runner.ts', import.meta.url).href,
    exportName: 'createEvaluationRunner',
    settings,
  };
}

/** @throws TypeError for settings that evaluationRunner did not make */
export function parseEvaluationSettings(settings: unknown): EvaluationSettings {
  const { backend } = parseTrainingSettings(settings);
  if (typeof settings === 'object' && settings !== null && 'code' in settings) {
    const { code } = settings;
    if (code === null || isCodeVersion(code)) return { backend, code };
  }
  throw new TypeError(`expected settings with the version of the code, received ${JSON.stringify(settings)}`);
}

function isCodeVersion(value: unknown): value is CodeVersion {
  if (typeof value !== 'object' || value === null || !('commit' in value) || !('modified' in value)) return false;
  return typeof value.commit === 'string' && typeof value.modified === 'boolean';
}
