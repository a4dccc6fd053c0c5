import type { LoadBackendOptions } from '@collapse/backend';
import type { CodeVersion } from '@collapse/study';
import type { z } from 'zod';
import type { Executor, OutlivingWork, TrialGroup, TrialJob } from './executor.ts';
import type { RunnerModule } from './trial-runner.ts';

/** Where trials run, and which of them together. */
export interface Execution {
  readonly executor: Executor;
  readonly groupTrials: GroupTrials;
}

/** Puts trials of one shape together where they train faster so; each trial is in one group. */
export type GroupTrials = (
  jobs: readonly TrialJob[],
  options: { readonly signal: AbortSignal; readonly onNotice: (line: string) => void },
) => Promise<readonly TrialGroup[]>;

/** The JSON file of --executor-options. */
export interface OptionsFile {
  /** As the user wrote it, for errors. */
  readonly source: string;
  /** Absolute: paths in the file are meant from its folder. */
  readonly path: string;
  /** Unchecked. */
  readonly value: unknown;
}

/** What an executor is made from besides options of its own. */
export interface ExecutorContext {
  /** What workers run. */
  readonly runner: RunnerModule;
  /** The back end that it trains on, which packs are timed for. */
  readonly backend: LoadBackendOptions['backend'];
  /** Of --workers; null for as many as the machine has room for. */
  readonly workers: number | null;
  /** Of --gpus, as CUDA_VISIBLE_DEVICES takes them; empty without it. */
  readonly gpus: readonly string[];
  /** Whether trials of one shape may train together. */
  readonly packs: boolean;
  /** Where the options come from; null where none are given. */
  readonly file: OptionsFile | null;
  /** The version of this checkout, for workers elsewhere to compare; asks git. */
  readonly code: () => CodeVersion | null;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * One kind of executor, as the command line has it by --executor: a file in kinds/ and a line in its list are all that one takes.
 * What it makes is held to test/conformance.ts. It imports what is large when it is chosen, not before.
 */
export interface ExecutorKind<Options> {
  /** On the command line. */
  readonly name: string;
  /** Where trials run, a few words for the help. */
  readonly summary: string;
  /** A page of docs/ on it. */
  readonly documentation?: string;
  /** Whether trials run on this machine, and --workers and --gpus say how many at once. */
  readonly here: boolean;
  /** What the file of --executor-options may hold: a strict object, each field with its meaning; without fields there is no file. */
  readonly options: z.ZodType<Options> & { readonly shape: Readonly<Record<string, z.ZodType>> };
  /** A file that would do, shown where there has to be one and none is given. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** Checks the file instead of the schema alone, where errors in its words would show a secret. @throws UserError */
  parse?(value: unknown, source: string): Options;
  /**
   * Its workers start, and load a tensor library, with the first trial.
   * @param options as the schema gives them, defaults filled in
   * @throws UserError for a place that cannot be reached
   */
  create(options: Options, context: ExecutorContext): Promise<Execution>;
  /** Where trials go on without their controller. */
  readonly outliving?: {
    /** Whether a study has ever used it, by the study folder alone. */
    used(studyDirectory: string): boolean;
    /** Its trials in any study, without an executor to run more. */
    open(environment: NodeJS.ProcessEnv): Promise<OutlivingWork>;
  };
}

/** A kind whose options only itself knows: it is given none that its own schema has not checked. */
export type AnyExecutorKind = ExecutorKind<unknown>;
