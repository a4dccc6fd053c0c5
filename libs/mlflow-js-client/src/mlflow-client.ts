import { inspect } from 'node:util';
import * as artifacts from './artifacts.ts';
import { type CreatedRun, type CreateRunOnceOptions, createRunOnce } from './create-run-once.ts';
import type { Experiment, FileInfo, Metric, Run, RunStatus } from './entities.ts';
import { invalidInput } from './errors.ts';
import * as experiments from './experiments.ts';
import * as logging from './log-batch.ts';
import { type LoggedDataset, logInputs } from './log-inputs.ts';
import * as history from './metric-history.ts';
import { type Environment, type MlflowClientOptions, type ResolvedOptions, resolveOptions } from './resolve-options.ts';
import * as runs from './runs.ts';
import * as server from './server.ts';
import type { ParamValue } from './values.ts';

/**
 * A client of one MLflow tracking server. Every method throws MlflowError and nothing else, and is repeated after
 * temporary failures where that is safe; the README says which.
 */
export class MlflowClient {
  readonly #options: ResolvedOptions;
  readonly #artifactRoots: artifacts.ArtifactRoots = new Map();

  /**
   * `environment` fills in what `options` leave out.
   * @throws MlflowError invalid-input for a missing address or a bad option
   */
  constructor(options: MlflowClientOptions = {}, environment: Environment = process.env) {
    this.#options = resolveOptions(options, environment);
  }

  /** The server's address, without user name and password. */
  get trackingUri(): string {
    return this.#options.trackingUri;
  }

  /** Resolves if a server answers at this address. It may still refuse API calls: see checkServer. */
  health(): Promise<void> {
    return server.health(this.#options);
  }

  /** Such as '3.17.2'. */
  serverVersion(): Promise<string> {
    return server.serverVersion(this.#options);
  }

  /** Checks address, host name, credentials and version with one API call. */
  checkServer(): Promise<server.ServerCheck> {
    return server.checkServer(this.#options);
  }

  /** Returns the new experiment's id. Not repeated once sent; getOrCreateExperiment is safe to repeat. */
  createExperiment(name: string, options: experiments.CreateExperimentOptions = {}): Promise<string> {
    return experiments.createExperiment(this.#options, name, options);
  }

  /** The experiment of this name, created if there is none. @throws MlflowError deleted if it was deleted */
  getOrCreateExperiment(name: string, options: experiments.CreateExperimentOptions = {}): Promise<Experiment> {
    return experiments.getOrCreateExperiment(this.#options, name, options);
  }

  getExperiment(experimentId: string): Promise<Experiment> {
    return experiments.getExperiment(this.#options, experimentId);
  }

  /** Finds deleted experiments too (lifecycleStage 'deleted'); null if there is none. */
  getExperimentByName(name: string): Promise<Experiment | null> {
    return experiments.getExperimentByName(this.#options, name);
  }

  /** One page. */
  searchExperiments(options: experiments.SearchExperimentsOptions = {}): Promise<experiments.ExperimentPage> {
    return experiments.searchExperiments(this.#options, options);
  }

  /** All pages, one experiment after the other. */
  iterateExperiments(
    options: Omit<experiments.SearchExperimentsOptions, 'pageToken'> = {},
  ): AsyncGenerator<Experiment, void, undefined> {
    return experiments.iterateExperiments(this.#options, options);
  }

  renameExperiment(experimentId: string, name: string): Promise<void> {
    return experiments.renameExperiment(this.#options, experimentId, name);
  }

  /** A value of at most 20 000 characters. */
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    return experiments.setExperimentTag(this.#options, experimentId, key, value);
  }

  deleteExperiment(experimentId: string): Promise<void> {
    return experiments.deleteExperiment(this.#options, experimentId);
  }

  restoreExperiment(experimentId: string): Promise<void> {
    return experiments.restoreExperiment(this.#options, experimentId);
  }

  /** Not repeated once sent, because each request makes a run; createRunOnce is safe to repeat. */
  createRun(experimentId: string, options: runs.CreateRunOptions = {}): Promise<Run> {
    return runs.createRun(this.#options, experimentId, options);
  }

  /**
   * The run with this key in a tag, created if there is none; safe to repeat, also from another process later.
   * @throws MlflowError deleted if the run was deleted, ambiguous-key if several runs with data have the key
   */
  createRunOnce(experimentId: string, options: CreateRunOnceOptions): Promise<CreatedRun> {
    return createRunOnce(this.#options, experimentId, options);
  }

  getRun(runId: string): Promise<Run> {
    return runs.getRun(this.#options, runId);
  }

  updateRun(runId: string, options: runs.UpdateRunOptions): Promise<void> {
    return runs.updateRun(this.#options, runId, options);
  }

  /** `endTime` in milliseconds since 1970, default now. */
  setTerminated(runId: string, status: RunStatus = 'FINISHED', endTime: number = this.#options.now()): Promise<void> {
    return runs.updateRun(this.#options, runId, { status, endTime });
  }

  deleteRun(runId: string): Promise<void> {
    return runs.deleteRun(this.#options, runId);
  }

  restoreRun(runId: string): Promise<void> {
    return runs.restoreRun(this.#options, runId);
  }

  /** One page. */
  searchRuns(options: runs.SearchRunsOptions): Promise<runs.RunPage> {
    return runs.searchRuns(this.#options, options);
  }

  /** All pages, one run after the other. Pages are offsets: runs created meanwhile can shift them. */
  iterateRuns(options: Omit<runs.SearchRunsOptions, 'pageToken'>): AsyncGenerator<Run, void, undefined> {
    return runs.iterateRuns(this.#options, options);
  }

  /** A param cannot be changed later; logging the same value again is no error. */
  logParam(runId: string, key: string, value: ParamValue): Promise<void> {
    return logging.logParam(this.#options, runId, key, value);
  }

  logMetric(runId: string, key: string, value: number, options: logging.LogMetricOptions = {}): Promise<void> {
    return logging.logMetric(this.#options, runId, key, value, options);
  }

  /** A value of at most 8000 characters. */
  setTag(runId: string, key: string, value: string): Promise<void> {
    return runs.setTag(this.#options, runId, key, value);
  }

  deleteTag(runId: string, key: string): Promise<void> {
    return runs.deleteTag(this.#options, runId, key);
  }

  /**
   * Logs any number of params, tags and metric points, in as many requests as MLflow's limits ask for. All is checked
   * before anything is sent. Each request is atomic, the call is not: after an error, log the same batch again.
   */
  logBatch(runId: string, batch: logging.Batch): Promise<void> {
    return logging.logBatch(this.#options, runId, batch);
  }

  /** Every point of a metric, in pages; in the order of timestamps, steps, values. */
  getMetricHistory(
    runId: string,
    metricKey: string,
    options: history.MetricHistoryOptions = {},
  ): AsyncGenerator<Metric, void, undefined> {
    return history.getMetricHistory(this.#options, runId, metricKey, options);
  }

  /** A metric of up to 100 runs, sampled evenly over steps; for charts. */
  getMetricHistoryBulkInterval(options: history.BulkIntervalOptions): Promise<readonly history.RunMetric[]> {
    return history.getMetricHistoryBulkInterval(this.#options, options);
  }

  /** Logs the datasets that a run used. Repeating is no error. */
  logInputs(runId: string, datasets: readonly LoggedDataset[]): Promise<void> {
    return logInputs(this.#options, runId, datasets);
  }

  /**
   * Uploads a local file (a path or a file: URL), bytes, a Blob or a stream to `artifactFile`, a path inside the run such
   * as 'figures/elbo.svg'; a local file's default is its own name.
   */
  logArtifact(runId: string, source: artifacts.ArtifactSource, artifactFile?: string): Promise<void> {
    return artifacts.logArtifact(this.#options, this.#artifactRoots, runId, source, artifactFile);
  }

  logText(runId: string, text: string, artifactFile: string): Promise<void> {
    return this.logArtifact(runId, new TextEncoder().encode(text), artifactFile);
  }

  /** As indented JSON. */
  async logDict(runId: string, value: unknown, artifactFile: string): Promise<void> {
    if (/\.ya?ml$/i.test(artifactFile)) {
      throw invalidInput(
        'artifactFile',
        'a name of JSON',
        artifactFile,
        'This client writes JSON only: name it .json.',
      );
    }
    const text = JSON.stringify(value, null, 2);
    if (text === undefined) throw invalidInput('value', 'something that JSON can hold', value, 'Pass an object.');
    await this.logText(runId, text, artifactFile);
  }

  /** The files and folders directly in `path`; for a path that does not exist, or is a file, none. */
  listArtifacts(runId: string, path?: string): Promise<readonly FileInfo[]> {
    return artifacts.listArtifacts(this.#options, runId, path);
  }

  downloadArtifact(
    runId: string,
    artifactFile: string,
    download: artifacts.DownloadOptions = {},
  ): Promise<ReadableStream<Uint8Array>> {
    return artifacts.downloadArtifact(this.#options, this.#artifactRoots, runId, artifactFile, download);
  }

  /** Downloads to a local file, which appears only when it is complete. */
  saveArtifact(runId: string, artifactFile: string, localFile: string): Promise<void> {
    return artifacts.saveArtifact(this.#options, this.#artifactRoots, runId, artifactFile, localFile);
  }

  /** A file or a folder; one that is not there is no error. */
  deleteArtifact(runId: string, artifactPath: string): Promise<void> {
    return artifacts.deleteArtifact(this.#options, this.#artifactRoots, runId, artifactPath);
  }

  [inspect.custom](): string {
    return `MlflowClient { trackingUri: '${this.trackingUri}', authentication: '${this.#options.authentication.kind}' }`;
  }
}
