import { hostOf, type TrialUnderWay } from '@collapse/executors/contract';
import { listCheckpoints, readStudy, type Study, type StudyOwner, studyOwner } from '@collapse/study';
import type { FailureReason, TrialResult } from '@collapse/trials';
import { trialsElsewhere } from './execution/work-elsewhere.ts';

export interface FailedTrial {
  readonly trialId: string;
  readonly host: string;
  readonly message: string;
  /** In the study folder; null where its worker wrote none. */
  readonly log: string | null;
}

/** A training that goes on from a checkpoint when the grid is run again. */
export interface LeftTrial {
  readonly trialId: string;
  readonly step: number;
  readonly steps: number;
  /** Trials that are trained together with it. */
  readonly others: number;
}

export interface HostCounts {
  running: number;
  done: number;
  failed: number;
}

/** How far a study is, by its folder alone. */
export interface StudyStatus {
  readonly directory: string;
  readonly name: string;
  readonly trials: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Trials that wait in a cluster's queue. */
  readonly queued: number;
  /** Ended in the last hour, a minute; null where nothing has. */
  readonly perMinute: number | null;
  readonly owner: StudyOwner | null;
  readonly hosts: ReadonlyMap<string, HostCounts>;
  /** Trainings that are not done and have a checkpoint, the furthest first. */
  readonly left: readonly LeftTrial[];
  readonly failures: ReadonlyMap<FailureReason, readonly FailedTrial[]>;
}

const WINDOW_MILLISECONDS = 3_600_000;

/** What is known of a trial of the grid. */
interface TrialState {
  status: 'waiting' | 'running' | 'done' | 'failed';
  host: string;
  log: string | null;
  endedAt: number;
  error: { readonly reason: FailureReason; readonly message: string } | null;
}

/**
 * @param now milliseconds since 1970
 * @throws UserError where the directory is no study folder
 */
export async function readStudyStatus(directory: string, now: number): Promise<StudyStatus> {
  const study = readStudy(directory);
  const owner = studyOwner(study.paths);
  const states = new Map<string, TrialState>(
    study.grid.trialIds.map((id) => [id, { status: 'waiting', host: '', log: null, endedAt: 0, error: null }]),
  );
  const since = applyJournal(study, states, owner);
  const elsewhere = await trialsElsewhere(directory);
  applyElsewhere(elsewhere, states);
  applyResults(study, states);
  const all = [...states.values()];
  const count = (status: TrialState['status']) => all.filter((state) => state.status === status).length;
  return {
    directory,
    name: study.grid.name,
    trials: all.length,
    done: count('done'),
    failed: count('failed'),
    running: count('running'),
    queued: elsewhere.filter(({ host, trialId }) => host === null && states.get(trialId)?.status === 'waiting').length,
    perMinute: rate(all, Math.max(since, now - WINDOW_MILLISECONDS), now),
    owner,
    hosts: byHost(all),
    left: leftTrials(study, states),
    failures: byReason(states),
  };
}

/** @returns when the latest run began */
function applyJournal({ journal }: Study, states: Map<string, TrialState>, owner: StudyOwner | null): number {
  let since = 0;
  for (const event of journal) {
    if (event.kind === 'opened') {
      since = event.timestamp;
      // What ran then was cut off, or has an end of its own below.
      for (const state of states.values()) if (state.status === 'running') state.status = 'waiting';
    }
    if (event.kind === 'opened' || event.kind === 'closed') continue;
    const state = states.get(event.trialId);
    if (state === undefined) continue;
    if (event.kind === 'started') {
      Object.assign(state, { status: 'running', host: hostOf(event.worker), log: event.log ?? null, error: null });
    } else if (event.kind === 'finished') Object.assign(state, { status: 'done', endedAt: event.timestamp });
    else if (event.kind === 'failed') {
      const { reason, message, timestamp } = event;
      Object.assign(state, { status: 'failed', endedAt: timestamp, error: { reason, message } });
    } else state.status = 'waiting';
  }
  if (owner === null) for (const state of states.values()) if (state.status === 'running') state.status = 'waiting';
  return since;
}

function applyElsewhere(elsewhere: readonly TrialUnderWay[], states: ReadonlyMap<string, TrialState>): void {
  for (const { trialId, host, log } of elsewhere) {
    const state = states.get(trialId);
    if (state === undefined || state.status === 'done') continue;
    if (host === null) state.status = 'waiting';
    else Object.assign(state, { status: 'running', host, log });
  }
}

/** Result files are the truth: of trials that the journal does not know as ended, as while nobody keeps it. */
function applyResults(study: Study, states: ReadonlyMap<string, TrialState>): void {
  for (const trialId of study.trialIds) {
    const state = states.get(trialId);
    if (state === undefined || state.status === 'done' || state.status === 'failed') continue;
    const result = study.result(trialId);
    if (result !== null && (result.status === 'done' || state.status !== 'running')) applyResult(state, result);
  }
}

function applyResult(state: TrialState, result: TrialResult): void {
  state.status = result.status;
  state.host = hostOf(result.worker);
  state.endedAt = result.finishedAt;
  state.error = result.status === 'failed' ? result.error : null;
}

function rate(states: readonly TrialState[], since: number, now: number): number | null {
  const ended = states.filter(({ endedAt }) => endedAt > since).length;
  return ended === 0 || now <= since ? null : (60_000 * ended) / (now - since);
}

function byHost(states: readonly TrialState[]): Map<string, HostCounts> {
  const hosts = new Map<string, HostCounts>();
  for (const { status, host } of states) {
    if (status === 'waiting' || host === '') continue;
    const counts = hosts.get(host) ?? { running: 0, done: 0, failed: 0 };
    counts[status] += 1;
    hosts.set(host, counts);
  }
  return new Map([...hosts].sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true })));
}

function byReason(states: ReadonlyMap<string, TrialState>): Map<FailureReason, FailedTrial[]> {
  const failures = new Map<FailureReason, FailedTrial[]>();
  for (const [trialId, { status, error, host, log }] of states) {
    if (status !== 'failed' || error === null) continue;
    const { reason, message } = error;
    failures.set(reason, [...(failures.get(reason) ?? []), { trialId, host, message, log }]);
  }
  return failures;
}

function leftTrials({ paths }: Study, states: ReadonlyMap<string, TrialState>): LeftTrial[] {
  const known = new Set<string>();
  return listCheckpoints(paths).flatMap(({ trialId, header }) => {
    const status = states.get(trialId)?.status;
    if (header === null || known.has(trialId) || status === undefined || status === 'done') return [];
    known.add(trialId);
    const steps = header.trials.find(({ id }) => id === trialId)?.specification.train.steps ?? header.step;
    return [{ trialId, step: header.step, steps, others: header.trials.length - 1 }];
  });
}
