import { dirname } from 'node:path';
import {
  type Execution,
  type ExecutorEvent,
  type LeftTraining,
  recordEvents,
  resumedGroups,
  type TrialJob,
} from '@collapse/executors/contract';
import {
  adoptTrial,
  codeVersion,
  type GridRecord,
  listCheckpoints,
  moveAside,
  type OpenStudy,
  openStudy,
  readGridRecord,
  studyPaths,
  writeGridRecord,
} from '@collapse/study';
import type { BackendDescription, FailedResult, Trial } from '@collapse/trials';
import { recordedFolder } from './components/grid-components.ts';
import { requireNothingElsewhere } from './execution/work-elsewhere.ts';
import { makeFolder } from './make-folder.ts';
import type { Plan } from './plan.ts';
import { trainingCost } from './training-cost.ts';
import { forUser, PROJECT_FOLDER } from './user-path.ts';

export interface RunOptions extends Execution {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told before trials start: those to be trained, and where an older study was set aside. */
  readonly onStart: (trials: readonly Trial[], setAside: string | null) => void;
  readonly onEvent: (event: ExecutorEvent) => void;
  readonly onNotice: (line: string) => void;
}

export interface RunOutcome {
  readonly interrupted: boolean;
  /** Trials done in the study folder that the grid has, earlier ones included. */
  readonly done: number;
  readonly failed: readonly FailedResult[];
}

/**
 * Trains what a plan has left to do, with the study's lock held, and keeps the journal.
 * @throws UserError where the study folder is in use or cannot be written
 */
export async function runStudy(plan: Plan, options: RunOptions): Promise<RunOutcome> {
  const { executor, groupTrials, signal, clock, onStart, onEvent, onNotice } = options;
  makeFolder(plan.directory);
  if (plan.fresh || executor.outliving === undefined) await requireNothingElsewhere(plan.directory);
  const setAside = plan.fresh ? moveAside(plan.directory) : null;
  const underWay = () => executor.outliving?.underWay(plan.directory) ?? new Set();
  const study = openStudy({ directory: plan.directory, record: gridRecord(plan, clock()), clock, underWay });
  if (study.damaged.length > 0) onNotice(damagedNotice(study));
  const done = new Set(doneTrials(plan, study));
  const failed: FailedResult[] = [];
  try {
    for (const { id } of plan.grid.trials) {
      if (plan.reuse !== null && !done.has(id) && adopt(study, plan.reuse, id, clock)) done.add(id);
    }
    const left = plan.grid.trials.filter(({ id }) => !done.has(id));
    onStart(left, setAside);
    const keep = recordEvents(study.journal);
    const keepBackend = backendKeeper(plan.directory);
    const listener = (event: ExecutorEvent) => {
      keep(event);
      if (event.kind === 'finished') {
        if (event.result.backend !== null) keepBackend(event.result.backend);
        if (event.result.status === 'done') done.add(event.trialId);
        else failed.push(event.result);
      }
      onEvent(event);
    };
    if (left.length === 0) return { interrupted: signal.aborted, done: done.size, failed };
    // All trials of the grid are grouped, not only those left, so that a study taken up again forms the groups it had.
    const jobs = longestFirst(plan, plan.grid.trials).map((trial) => job(plan, study, trial));
    executor.prepare?.(left.length, onNotice);
    const groups = (await groupTrials(jobs, { signal, onNotice }))
      .map((group) => group.filter(({ trial }) => !done.has(trial.id)))
      .filter((group) => group.length > 0);
    await executor.run(resumedGroups(groups, leftTrainings(study, underWay())), listener, signal);
  } finally {
    study.close(signal.aborted);
  }
  return { interrupted: signal.aborted, done: done.size, failed };
}

function damagedNotice({ damaged, paths }: OpenStudy): string {
  const results = damaged.length === 1 ? '1 result was' : `${damaged.length.toLocaleString('en')} results were`;
  return `${results} damaged (${damaged.slice(0, 3).join(', ')}${damaged.length > 3 ? ', ...' : ''}) and will be trained again; what was there is in ${forUser(paths.damaged)}.`;
}

function doneTrials(plan: Plan, study: OpenStudy): string[] {
  return plan.grid.trials.map(({ id }) => id).filter((id) => study.outcomes.get(id)?.status === 'done');
}

function adopt(study: OpenStudy, from: string, trialId: string, clock: () => number): boolean {
  if (adoptTrial(from, trialId, study.paths) !== 'adopted') return false;
  study.journal.append({
    kind: 'finished',
    timestamp: Math.trunc(clock()),
    trialId,
    attempt: study.nextAttempt(trialId),
    adoptedFrom: from,
  });
  return true;
}

/** Trainings that were cut off, those under way elsewhere left out, the furthest first. */
function leftTrainings({ paths }: OpenStudy, underWay: ReadonlySet<string>): LeftTraining[] {
  return listCheckpoints(paths).flatMap(({ trialId, header }) => {
    if (header === null || underWay.has(trialId)) return [];
    return [{ trialIds: header.trials.map(({ id }) => id), compiler: header.compiler }];
  });
}

/** Long trials first, so that no worker is left alone with one at the end. */
function longestFirst(plan: Plan, trials: readonly Trial[]): Trial[] {
  const cost = new Map(
    trials.map((trial) => [
      trial,
      trainingCost(trial.specification, plan.datasetOf(trial), plan.components.catalog.components),
    ]),
  );
  return trials.toSorted((one, other) => (cost.get(other) ?? 0) - (cost.get(one) ?? 0));
}

function job(plan: Plan, study: OpenStudy, trial: Trial): TrialJob {
  const attempt = study.nextAttempt(trial.id);
  const { files } = plan.components;
  const components = files.length === 0 ? {} : { components: files };
  return { trial, attempt, studyDirectory: plan.directory, dataset: plan.datasetOf(trial), ...components };
}

function gridRecord(plan: Plan, now: number): GridRecord {
  const { name, description, base, axes, trials } = plan.grid;
  const { records } = plan.components;
  const folder = recordedFolder(plan.gridFile, plan.directory);
  return {
    name,
    description,
    base,
    axes,
    ...(records.length === 0 ? {} : { components: records.map((record) => ({ ...record, folder })) }),
    trialIds: trials.map(({ id }) => id),
    versions: {
      code: codeVersion(PROJECT_FOLDER),
      node: process.versions.node,
      backend: plan.fresh ? null : (readGridRecord(studyPaths(plan.directory))?.versions.backend ?? null),
    },
    folder: dirname(plan.gridFile),
    // Those of trials that the grid no longer has stay: it may have them again.
    datasets: {
      ...(plan.fresh ? {} : readGridRecord(studyPaths(plan.directory))?.datasets),
      ...Object.fromEntries(Array.from(plan.datasets.values(), ({ key, checksum }) => [key, checksum])),
    },
    writtenAt: Math.trunc(now),
  };
}

/** Which back end it is turns out with the first result: no other part of the program loads one. */
function backendKeeper(directory: string): (backend: BackendDescription) => void {
  const paths = studyPaths(directory);
  let kept: string | null = null;
  return (backend) => {
    const text = JSON.stringify(backend);
    if (text === kept) return;
    kept = text;
    const record = readGridRecord(paths);
    if (record === null || JSON.stringify(record.versions.backend) === text) return;
    writeGridRecord(paths, { ...record, versions: { ...record.versions, backend } });
  };
}
