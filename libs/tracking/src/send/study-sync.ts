import { readStudy, type Study } from '@collapse/study';
import type { TrialResult } from '@collapse/trials';
import { type MlflowClient, MlflowError } from 'mlflow-js-client';
import { keepLinks } from '../links/kept-links.ts';
import { reviewLinks } from '../links/review-links.ts';
import { type Environment, placeTags } from '../runs/place-tags.ts';
import { type RunOnServer, runsOnServer } from '../runs/runs-on-server.ts';
import { studyIdOf } from '../runs/study-id.ts';
import type { StudyPlace } from '../runs/study-note.ts';
import { activeExperiment, studyRunId } from '../runs/study-place.ts';
import { KEY_TAG, STUDY_TAG, type StudyContext, type TrialRun, trialRun } from '../runs/trial-run.ts';
import { variedFields } from '../runs/varied-fields.ts';
import { type TrackingPaths, trackingPaths } from '../server/tracking-paths.ts';
import { forEachConcurrently } from './concurrently.ts';
import { countDeadLetters } from './dead-letters.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { openPosition, type Position, type SentTrial } from './position.ts';
import { Refusals } from './refusals.ts';
import { sendStudy } from './send-study.ts';
import { isGone, sendTrial } from './send-trial.ts';
import { lockSync } from './sync-lock.ts';
import type { BlockedTrial, SyncReport } from './sync-report.ts';

export interface StudySyncOptions {
  readonly directory: string;
  readonly client: MlflowClient;
  readonly environment: Environment;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told after each trial that was sent, with how many this sync has sent. */
  readonly onSent?: (sent: number) => void;
}

/** How sending makes room for the work that goes on beside it. */
export interface Pace {
  readonly trialsAtOnce: number;
  /** Told how long a trial took to send; sending goes on when it resolves, and ends there where it says false. */
  readonly rest: (busyMilliseconds: number) => Promise<boolean>;
}

/** MLflow writes one batch at a time: a second trial fills the gaps between requests, a third gains nothing. */
const FULL_SPEED: Pace = { trialsAtOnce: 2, rest: async () => true };

const DELETED = {
  what: 'its run was deleted in MLflow',
  remedy:
    'Restore it there (filter State: Deleted), or remove it for good with mlflow gc and sync again: it is sent anew.',
};

/**
 * Copies one study to one server for as long as it is open. The study folder is the truth: what is not yet acknowledged
 * is read from it whenever something is sent, and nothing is queued.
 */
export class StudySync {
  readonly #options: StudySyncOptions;
  readonly #paths: TrackingPaths;
  readonly #position: Position;
  readonly #runs: Map<string, RunOnServer[]>;
  readonly #place: StudyPlace;
  readonly #release: () => void;
  readonly #blocked = new Map<string, BlockedTrial>();
  /** Done trials that this sync found in order: a done result never changes. */
  readonly #settled = new Set<string>();
  readonly #inputsQueue = oneAtATime();
  #axes = '';
  #sent = 0;
  #studySent = false;

  private constructor(
    options: StudySyncOptions,
    parts: {
      readonly paths: TrackingPaths;
      readonly position: Position;
      readonly runs: Map<string, RunOnServer[]>;
      readonly place: StudyPlace;
      readonly release: () => void;
    },
  ) {
    this.#options = options;
    this.#paths = parts.paths;
    this.#position = parts.position;
    this.#runs = parts.runs;
    this.#place = parts.place;
    this.#release = parts.release;
  }

  /**
   * Takes the sync's lock, finds or makes experiment and study run, and learns which runs are there.
   * @throws UserError where the directory is no study folder, another sync holds it, or the experiment or the study's run
   * was deleted in MLflow
   * @throws MlflowError where the server does not answer or refuses
   */
  static async open(options: StudySyncOptions): Promise<StudySync> {
    const { directory, client, now, environment } = options;
    const study = readStudy(directory);
    const paths = trackingPaths(study.paths.directory, client.trackingUri);
    const lock = lockSync(paths, client.trackingUri);
    try {
      const { experimentId } = await activeExperiment(client, study.grid.name);
      const studyId = studyIdOf(study);
      const runs = await runsOnServer(client, experimentId, studyId);
      const tags = { ...placeTags(environment, study.grid, null), [STUDY_TAG]: studyId, role: 'study' };
      const runName = `study ${study.grid.name}`;
      const startTime = Math.trunc(now());
      const create = { key: studyId, keyTag: KEY_TAG, runName, startTime, tags };
      const runId = activeRun(runs, studyId) ?? (await studyRunId(client, experimentId, create));
      const place = { experimentId, runId };
      keepLinks(paths, reviewLinks(client.trackingUri, contextOf(study), place));
      const position = openPosition(paths, { trackingUri: client.trackingUri, experimentId });
      const release = () => {
        position.close();
        lock.release();
      };
      return new StudySync(options, { paths, position, runs, place, release });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get place(): StudyPlace {
    return this.#place;
  }

  /**
   * Sends every trial that the study folder has and the server has not acknowledged, or as many as the pace lets it.
   * Returns whether all were looked at.
   * @throws MlflowError where the server is away or refuses everything; what was acknowledged stays so
   * @throws UserError where the experiment was deleted meanwhile
   */
  async sendTrials({ trialsAtOnce, rest }: Pace = FULL_SPEED): Promise<boolean> {
    const study = readStudy(this.#options.directory);
    const context = contextOf(study);
    const axes = JSON.stringify(context.grid.axes);
    // Names and axis metrics follow the grid's axes: a grown grid is looked through again.
    if (axes !== this.#axes) this.#settled.clear();
    this.#axes = axes;
    const letters = countDeadLetters(this.#paths);
    let goOn = true;
    await forEachConcurrently(study.trialIds, trialsAtOnce, async (trialId) => {
      if (!goOn || this.#settled.has(trialId)) return;
      const result = study.result(trialId);
      if (result === null) return;
      const before = this.#sent;
      const started = performance.now();
      await this.#sendTrial(study, context, result, letters);
      if (result.status === 'done') this.#settled.add(trialId);
      if (this.#sent > before) goOn = await rest(performance.now() - started);
    });
    return goOn;
  }

  /** Sends what changed of the study's own run: summary, report, figures, views. Returns whether anything did. */
  async sendStudy(): Promise<boolean> {
    const study = readStudy(this.#options.directory);
    const { client, environment, now } = this.#options;
    const refused = (this.#position.study?.refused ?? 0) > 0;
    const retry = refused && !countDeadLetters(this.#paths).has('study');
    const sent = await sendStudy({
      client,
      study,
      context: contextOf(study),
      place: this.#place,
      placeTags: placeTags(environment, study.grid, null),
      sent: retry ? null : this.#position.study,
      refusals: new Refusals(this.#paths, null, now),
    });
    if (sent === null) return false;
    this.#position.advance(sent);
    this.#studySent = true;
    return true;
  }

  report(): SyncReport {
    const study = readStudy(this.#options.directory);
    const inFolder = new Set(study.trialIds);
    const trials = [...this.#position.trials.values()].filter(({ trialId }) => inFolder.has(trialId));
    const refused = trials.reduce((sum, trial) => sum + trial.refused, this.#position.study?.refused ?? 0);
    return {
      trackingUri: this.#options.client.trackingUri,
      ...this.#place,
      trials: study.trialIds.length,
      sent: this.#sent,
      studySent: this.#studySent,
      blocked: [...this.#blocked.values()],
      refused,
      deadLetters: this.#paths.deadLetters,
      links: reviewLinks(this.#options.client.trackingUri, contextOf(study), this.#place),
    };
  }

  close(): void {
    this.#release();
  }

  async #sendTrial(
    study: Study,
    context: StudyContext,
    result: TrialResult,
    letters: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { client, environment, now, onSent } = this.#options;
    const { experimentId, runId: parentRunId } = this.#place;
    const run = trialRun(result, context);
    const digest = `${run.digest}.${parentRunId}`;
    const { trialId, attempt } = run;
    if (this.#isAcknowledged(run, digest, letters)) return;
    const refusals = new Refusals(this.#paths, { trialId, attempt }, now);
    const tags = { ...placeTags(environment, context.grid, result), 'mlflow.parentRunId': parentRunId };
    const knownRunId = activeRun(this.#runs, run.key);
    try {
      const job = {
        client,
        experimentId,
        study,
        result,
        run,
        placeTags: tags,
        knownRunId,
        refusals,
        inputsQueue: this.#inputsQueue,
      };
      const runId = await sendTrial(job);
      await this.#deleteSuperseded(trialId, run.key);
      this.#runs.set(run.key, [{ runId, key: run.key, trialId, deleted: false }]);
      const { status } = result;
      this.#position.advance({ kind: 'trial', trialId, attempt, status, runId, digest, refused: refusals.count });
      this.#sent += 1;
      onSent?.(this.#sent);
    } catch (error) {
      if (isGone(error)) {
        await activeExperiment(client, context.grid.name);
        this.#block(run, DELETED);
      } else if (error instanceof MlflowError && error.kind === 'ambiguous-key') {
        this.#block(run, { what: error.message.replace(` ${error.remedy}`, ''), remedy: error.remedy });
      } else {
        throw error;
      }
    }
  }

  /** Whether the server has all of a trial, as far as it says; a run deleted there is noted and left alone. */
  #isAcknowledged(run: TrialRun, digest: string, letters: ReadonlyMap<string, number>): boolean {
    const found = this.#runs.get(run.key) ?? [];
    const active = found.filter(({ deleted }) => !deleted);
    if (found.length > 0 && active.length === 0) {
      this.#block(run, DELETED);
      return true;
    }
    const sent = this.#position.trials.get(run.trialId);
    if (sent === undefined || sent.digest !== digest || active.length !== 1) return false;
    return active[0]?.runId === sent.runId && !isToRetry(sent, letters);
  }

  #block({ trialId, runName }: TrialRun, problem: Pick<BlockedTrial, 'what' | 'remedy'>): void {
    this.#blocked.set(trialId, { trialId, runName, ...problem });
  }

  /** Runs of earlier attempts, whose results have given way: one trial is one run. */
  async #deleteSuperseded(trialId: string, key: string): Promise<void> {
    for (const runs of this.#runs.values()) {
      for (const run of runs) {
        if (run.trialId !== trialId || run.key === key || run.deleted) continue;
        await this.#options.client.deleteRun(run.runId);
        this.#runs.delete(run.key);
      }
    }
  }
}

/** What was refused once is tried again only when the user has removed its dead letters. */
function isToRetry({ refused, trialId, attempt }: SentTrial, letters: ReadonlyMap<string, number>): boolean {
  return refused > 0 && !letters.has(`${trialId}.${attempt}`);
}

export function contextOf(study: Study): StudyContext {
  return { studyId: studyIdOf(study), grid: study.grid, fields: variedFields(study.grid.axes) };
}

function activeRun(runs: ReadonlyMap<string, readonly RunOnServer[]>, key: string): string | undefined {
  const active = runs.get(key)?.filter(({ deleted }) => !deleted) ?? [];
  // Several, where a killed sync's last request was carried out after all: createRunOnce settles which one stays.
  return active.length === 1 ? active[0]?.runId : undefined;
}
