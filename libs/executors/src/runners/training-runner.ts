import { loadBackend } from '@collapse/backend';
import { openAttempt, studyPaths } from '@collapse/study';
import type { RunnerFactory } from '../contract/trial-runner.ts';
import { checkpointClock } from './checkpoint-clock.ts';
import { componentSessions } from './component-sessions.ts';
import { checkpointKeeper, removeSuperseded } from './keep-checkpoint.ts';
import { takeUp } from './take-up.ts';
import { parseTrainingSettings } from './training-settings.ts';

/**
 * Makes the runner that trains groups as packs: it keeps one back end, and what trials share on it, for all its trials. A
 * group goes on from the checkpoint that an earlier attempt left.
 */
export const createTrainingRunner: RunnerFactory = async (settings, onNoticeOfLoading) => {
  const { backend: name, checkpointSeconds = 0 } = parseTrainingSettings(settings);
  const backend = await loadBackend({ backend: name, onNotice: onNoticeOfLoading });
  const { description } = backend;
  const sessionOf = componentSessions(backend);
  return async (group, { worker, onProgress, onNotice, signal }) => {
    const [first] = group;
    if (first === undefined) return;
    const session = await sessionOf(group);
    const { dataset } = first;
    const paths = studyPaths(first.studyDirectory);
    const takenUp = takeUp(group, description, onNotice);
    const attempts = new Map(group.map(({ trial, attempt }) => [trial.id, attempt]));
    const members = (takenUp?.trials ?? group.map(({ trial }) => trial)).map((trial) => {
      const attempt = attempts.get(trial.id);
      return attempt === undefined
        ? { trial, writer: null }
        : { trial, attempt, writer: openAttempt(paths, trial.id, attempt) };
    });
    const clock = checkpointClock(checkpointSeconds, () => performance.now() / 1000);
    const keep = checkpointKeeper({ paths, members, backend: description, data: dataset.checksum, onNotice });
    const checkpoints = {
      isDue: clock.isDue,
      keep: (progress: Parameters<typeof keep>[0]) => clock.time(() => keep(progress)),
    };
    try {
      const { compiler = 'graph' } = takenUp ?? first;
      const results = await session.runPack(members, {
        dataset,
        compiler,
        worker,
        now: Date.now,
        onProgress,
        signal,
        ...(checkpointSeconds > 0 && { checkpoints }),
        ...(takenUp && { from: takenUp.from }),
      });
      const byId = new Map(results.map((result) => [result.trialId, result]));
      for (const { trial, writer } of members) {
        const result = byId.get(trial.id);
        if (result !== undefined) writer?.commit(result);
      }
      removeSuperseded(
        paths,
        group.map(({ trial }) => trial),
        null,
      );
    } finally {
      for (const { writer } of members) writer?.close();
    }
  };
};
