import { join } from 'node:path';
import { isAttempt } from '../attempts/attempt-number.ts';

/** Files of one trial, in its attempt's folder while it runs and in its own once it is finished. */
export interface TrialPaths {
  readonly directory: string;
  /** The TrialResult. Written last: a folder that has it is complete. */
  readonly result: string;
  /** One HistoryPoint a line. */
  readonly history: string;
}

/** Every path of a study folder. Nothing else in the project builds one. */
export interface StudyPaths {
  readonly directory: string;
  readonly grid: string;
  readonly journal: string;
  /** results.csv */
  readonly results: string;
  /** results.parquet, the same table. */
  readonly parquet: string;
  readonly report: string;
  /** Finished trials, one folder each, named by trial id. */
  readonly trials: string;
  /** Trials in progress, one folder an attempt. */
  readonly attempts: string;
  /** What stood in trials/ and was no result, one folder each. */
  readonly damaged: string;
  /** Job files, words and logs of trials on a Slurm cluster. */
  readonly slurm: string;
  /** What the study has in Redis. */
  readonly redis: string;
  /** Lock folders are this path, a dot and a number. */
  readonly lock: string;
  trial(trialId: string): TrialPaths;
  attempt(trialId: string, attempt: number): TrialPaths;
  /** Where a failed result goes while a newer one takes its place. */
  replaced(trialId: string, attempt: number): TrialPaths;
  /** Where a trial of another study is copied to before it is taken over. */
  adopting(trialId: string): TrialPaths;
}

export function trialPaths(directory: string): TrialPaths {
  return { directory, result: join(directory, 'result.json'), history: join(directory, 'history.jsonl') };
}

export function studyPaths(directory: string): StudyPaths {
  const trials = join(directory, 'trials');
  const attempts = join(directory, 'attempts');
  return {
    directory,
    grid: join(directory, 'grid.json'),
    journal: join(directory, 'journal.jsonl'),
    results: join(directory, 'results.csv'),
    parquet: join(directory, 'results.parquet'),
    report: join(directory, 'report'),
    trials,
    attempts,
    damaged: join(directory, 'damaged'),
    slurm: join(directory, 'slurm'),
    redis: join(directory, 'redis.json'),
    lock: join(directory, 'lock'),
    trial: (trialId) => trialPaths(join(trials, trialId)),
    attempt: (trialId, attempt) => trialPaths(join(attempts, `${trialId}.${attempt}`)),
    replaced: (trialId, attempt) => trialPaths(join(attempts, `${trialId}.${attempt}.replaced`)),
    adopting: (trialId) => trialPaths(join(attempts, `${trialId}.0.adopting`)),
  };
}

/** Whether a folder name in trials/ is a trial's: 16 hexadecimal digits. */
export function isTrialId(name: string): boolean {
  return /^[0-9a-f]{16}$/.test(name);
}

/** The trial id and attempt in the name of a folder in attempts/, or null where it is not one of ours. */
export function parseAttemptName(name: string): { readonly trialId: string; readonly attempt: number } | null {
  const match = /^([0-9a-f]{16})\.(\d+)(?:\.\w+)?$/.exec(name);
  const attempt = Number(match?.[2]);
  // 0 is that of a trial which is being taken over from another study.
  if (match?.[1] === undefined || !(attempt === 0 || isAttempt(attempt))) return null;
  return { trialId: match[1], attempt };
}
