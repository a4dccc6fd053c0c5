import { loadBackend } from '@collapse/backend';
import { readHistory, readResult, replaceMeasures, studyPaths } from '@collapse/study';
import { slopeOfCurve } from '@collapse/training';
import { canonicalJson, type DoneResult, UserError } from '@collapse/trials';
import type { RunnerFactory } from '../contract/trial-runner.ts';
import { componentSessions } from './component-sessions.ts';
import { parseEvaluationSettings } from './evaluation-settings.ts';

/**
 * Makes the runner that takes the measures of done trials again, from the weights in their folders and by the evaluation of
 * the job's specification, and puts them in place of those that are there.
 */
export const createEvaluationRunner: RunnerFactory = async (settings, onNotice) => {
  const { backend: name, code } = parseEvaluationSettings(settings);
  const backend = await loadBackend({ backend: name, onNotice });
  const sessionOf = componentSessions(backend);
  return async (group) => {
    const session = await sessionOf(group);
    for (const { trial, studyDirectory, dataset } of group) {
      const paths = studyPaths(studyDirectory);
      const { directory, result: file, history } = paths.trial(trial.id);
      const present = readResult(paths.trial(trial.id));
      if (present?.status !== 'done' || present.trialId !== trial.id) throw notDone(file);
      const { evaluation } = trial.specification;
      // What training tells of itself is on record, but for the slope in results of before it was.
      const curve = () => slopeOfCurve(trial.specification, readHistory(history));
      const metrics =
        present.metrics.objective_slope === undefined ? { ...present.metrics, ...curve() } : present.metrics;
      const measured = session.evaluate({ ...present, metrics }, directory, evaluation, dataset);
      const reevaluation = { evaluation, code, backend: backend.description, at: Date.now() };
      const result = { ...present, ...measured, reevaluation };
      // Nothing is written, and sent to nobody, where nothing changed.
      if (withoutTime(present) !== withoutTime(result)) replaceMeasures(paths, result);
    }
  };
};

function withoutTime(result: DoneResult): string {
  return canonicalJson({ ...result, reevaluation: result.reevaluation && { ...result.reevaluation, at: 0 } });
}

function notDone(file: string): UserError {
  return new UserError({
    field: file,
    expected: 'the result of a trial that is done',
    received: 'none',
    remedy: 'Train the grid again, which trains what has no result.',
  });
}
