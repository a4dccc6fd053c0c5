import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrialGroup } from './executor.ts';

export interface RunnerContext {
  /** Host, process and thread that do the work, for the record. */
  readonly worker: string;
  /** To be called a few times a second, with the steps done. */
  readonly onProgress: (step: number) => void;
  /** Tells the user a line; each once. */
  readonly onNotice: (line: string) => void;
  /** Aborted when the trial is to stop. It comes as a message: a runner gives way to the event loop now and then. */
  readonly signal: AbortSignal;
}

/**
 * Does one attempt at the trials of a group, together, and commits their results to the study folder. A throw is a failed
 * attempt of those that have none.
 */
export type TrialRunner = (group: TrialGroup, context: RunnerContext) => Promise<void>;

/** Makes a worker's runner, once: here a back end is loaded. */
export type RunnerFactory = (settings: unknown, onNotice: (line: string) => void) => Promise<TrialRunner>;

/** Where workers find their runner: a module that exports a RunnerFactory. */
export interface RunnerModule {
  /** A file: URL or an absolute path. */
  readonly module: string;
  readonly exportName: string;
  /** Passed to the factory; plain data. */
  readonly settings: unknown;
}

/** @throws Error where the module has no such function, and whatever the factory throws */
export async function loadRunner(runner: RunnerModule, onNotice: (line: string) => void): Promise<TrialRunner> {
  const url = isAbsolute(runner.module) ? pathToFileURL(runner.module).href : runner.module;
  const exports: Readonly<Record<string, unknown>> = await import(url);
  const factory = exports[runner.exportName];
  if (!isFactory(factory)) {
    throw new TypeError(`${runner.module}: expected it to export the function ${runner.exportName}`);
  }
  return factory(runner.settings, onNotice);
}

function isFactory(value: unknown): value is RunnerFactory {
  return typeof value === 'function';
}
