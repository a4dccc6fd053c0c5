import { loadBackend } from '@collapse/backend';
import { openAttempt, studyPaths } from '@collapse/study';
import { createTrainingSession } from '@collapse/training';
import { parseTrainingSettings } from './training-settings.ts';
import type { RunnerFactory } from './trial-runner.ts';

/** Makes the runner that trains: it keeps one back end, and what trials share on it, for all its trials. */
export const createTrainingRunner: RunnerFactory = async (settings, onNotice) => {
  const { backend } = parseTrainingSettings(settings);
  const session = createTrainingSession(await loadBackend({ backend, onNotice }));
  return async ({ trial, attempt, studyDirectory, dataset }, { worker, onProgress, signal }) => {
    const writer = openAttempt(studyPaths(studyDirectory), trial.id, attempt);
    try {
      const now = Date.now;
      writer.commit(await session.runTrial({ trial, attempt, dataset, writer, worker, now, onProgress, signal }));
    } finally {
      writer.close();
    }
  };
};
