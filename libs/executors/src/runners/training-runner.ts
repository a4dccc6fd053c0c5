import { loadBackend } from '@collapse/backend';
import { openAttempt, studyPaths } from '@collapse/study';
import type { RunnerFactory } from '../contract/trial-runner.ts';
import { componentSessions } from './component-sessions.ts';
import { parseTrainingSettings } from './training-settings.ts';

/** Makes the runner that trains groups as packs: it keeps one back end, and what trials share on it, for all its trials. */
export const createTrainingRunner: RunnerFactory = async (settings, onNotice) => {
  const { backend } = parseTrainingSettings(settings);
  const sessionOf = componentSessions(await loadBackend({ backend, onNotice }));
  return async (group, { worker, onProgress, signal }) => {
    const [first] = group;
    if (first === undefined) return;
    const session = await sessionOf(group);
    const members = group.map(({ trial, attempt, studyDirectory }) => {
      return { trial, attempt, writer: openAttempt(studyPaths(studyDirectory), trial.id, attempt) };
    });
    try {
      const { dataset, compiler = 'graph' } = first;
      const options = { dataset, compiler, worker, now: Date.now, onProgress, signal };
      const results = await session.runPack(members, options);
      for (const [index, { writer }] of members.entries()) {
        const result = results[index];
        if (result !== undefined) writer.commit(result);
      }
    } finally {
      for (const { writer } of members) writer.close();
    }
  };
};
