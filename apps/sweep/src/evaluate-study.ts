import type { OpenComponents } from '@collapse/components';
import type { Dataset } from '@collapse/datasets';
import { type EvaluateOptions, evaluateTrials, type TrialJob } from '@collapse/executors';
import { codeVersion, lockStudy, readStudy, type Study } from '@collapse/study';
import { canonicalJson } from '@collapse/trials';
import { componentsOfStudy } from './components/grid-components.ts';
import { changedEvaluation, type EvaluationChange } from './evaluation-settings.ts';
import { sameDataset } from './same-dataset.ts';
import { forUser, PROJECT_FOLDER } from './user-path.ts';

export interface EvaluateStudyOptions extends Pick<EvaluateOptions, 'backend' | 'workers' | 'signal' | 'onNotice'> {
  readonly directory: string;
  readonly change: EvaluationChange;
  /** Where the components from outside lie; null for where they lay when the study was trained. */
  readonly components: string | null;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told with how many of how many are through. */
  readonly onProgress: (done: number, trials: number) => void;
}

/** A trial whose measures could not be taken, which is as it was. */
export interface LeftTrial {
  readonly trialId: string;
  readonly problem: string;
}

export interface EvaluationOutcome {
  readonly measured: number;
  readonly left: readonly LeftTrial[];
  readonly interrupted: boolean;
}

/**
 * Takes the measures of every done trial of a study again from its weights, with the study's lock held. All of the settings
 * and data are checked before anything is written.
 * @throws UserError where the folder is no study or in use, a setting makes no sense for a trial, or data are not those
 * that the study was trained on
 * @throws StorageError where the folder cannot be written; what was measured before is kept
 */
export async function evaluateStudy(options: EvaluateStudyOptions): Promise<EvaluationOutcome> {
  const { directory, change, clock, onProgress, onNotice, signal } = options;
  const study = readStudy(directory);
  const components = await componentsOfStudy(study, options.components);
  const lock = lockStudy(study.paths, clock);
  try {
    const left: LeftTrial[] = [];
    const jobs = await jobsOf(study, components, change, onNotice, left);
    let measured = 0;
    await evaluateTrials(jobs, {
      ...options,
      code: codeVersion(PROJECT_FOLDER),
      onEnd(trialId, problem) {
        if (problem === null) measured += 1;
        else left.push({ trialId, problem });
        onProgress(measured + left.length, jobs.length);
      },
    });
    return { measured, left, interrupted: signal.aborted };
  } finally {
    lock.release();
  }
}

/** Trials of one data set after each other, so that a worker makes its tensors once. */
async function jobsOf(
  study: Study,
  { files, catalog }: OpenComponents,
  change: EvaluationChange,
  onNotice: (line: string) => void,
  left: LeftTrial[],
): Promise<TrialJob[]> {
  const datasets = new Map<string, Dataset>();
  const jobs = new Map<string, TrialJob[]>();
  for (const trialId of study.trialIds) {
    const result = study.result(trialId);
    if (result === null || result.trialId !== trialId) {
      left.push({ trialId, problem: `${forUser(study.paths.trial(trialId).result)} holds no result of this trial.` });
      continue;
    }
    if (result.status !== 'done') continue;
    const { specification, attempt } = result;
    const last = result.reevaluation?.evaluation ?? specification.evaluation;
    const evaluation = changedEvaluation(specification, last, change, catalog.components);
    const key = canonicalJson(specification.dataset);
    const dataset = datasets.get(key) ?? (await sameDataset(study, result, onNotice));
    datasets.set(key, dataset);
    const job = {
      trial: { id: trialId, specification: { ...specification, evaluation } },
      attempt,
      studyDirectory: study.paths.directory,
      dataset,
      ...(files.length === 0 ? {} : { components: files }),
    };
    jobs.set(key, [...(jobs.get(key) ?? []), job]);
  }
  return [...jobs.values()].flat();
}
