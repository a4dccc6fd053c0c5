import { StorageError } from '@collapse/study';
import { messageOf } from '@collapse/trials';
import type { TrialJob } from '../contract/executor.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';
import { type EvaluationSettings, evaluationRunner } from '../runners/evaluation-settings.ts';
import { openThreadPool } from './thread-pool.ts';

export interface EvaluateOptions extends EvaluationSettings {
  /** Worker threads, each with one native thread, as where grids are trained. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
  /** Told of each trial as it ends: null where its measures are taken, else why they are not, and then it is as it was. */
  readonly onEnd: (trialId: string, problem: string | null) => void;
}

/**
 * Takes the measures of done trials again in worker threads: see createEvaluationRunner. Call it with the study's lock
 * held. Once `signal` is aborted, trials that are not taken up stay as they are.
 * @throws StorageError where the study folder cannot be written
 */
export async function evaluateTrials(jobs: readonly TrialJob[], options: EvaluateOptions): Promise<void> {
  const { workers, backend, code, signal, onNotice, onEnd } = options;
  const { slot, close } = openThreadPool({
    runner: evaluationRunner({ backend, code }),
    workers,
    threadsPerWorker: 1,
  });
  const told = new Set<string>();
  const queue = jobs.values();
  let broken: StorageError | null = null;
  const drain = async () => {
    for (const job of queue) {
      if (signal.aborted || broken !== null) return;
      let problem: string | null = 'the worker ended without a word on the trial';
      const hear = (message: WorkerMessage) => {
        if (message.kind === 'committed') problem = null;
        if (message.kind === 'notice' && !told.has(message.line)) onNotice(message.line);
        if (message.kind === 'notice') told.add(message.line);
        if (message.kind !== 'threw') return;
        const { name, message: words, storage } = message.error;
        problem = name === 'UserError' ? words : `${name}: ${words}`;
        if (storage !== null) broken = new StorageError(storage.path, storage.code);
      };
      try {
        await slot.run([job], hear, signal);
      } catch (error) {
        problem = messageOf(error);
      }
      if (!signal.aborted || problem === null) onEnd(job.trial.id, problem);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, drain));
  } finally {
    await close();
  }
  if (broken !== null) throw broken;
}
