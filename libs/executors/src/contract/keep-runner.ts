import { loadRunner, type RunnerModule, type TrialRunner } from './trial-runner.ts';

/** Loads a worker's runner at its first trial and keeps it, and with it the back end, for the others. */
export function keepRunner(): (runner: RunnerModule, onNotice: (line: string) => void) => Promise<TrialRunner> {
  let kept: Promise<TrialRunner> | undefined;
  return async (runner, onNotice) => {
    kept ??= loadRunner(runner, onNotice);
    try {
      return await kept;
    } catch (error) {
      // The next trial tries again.
      kept = undefined;
      throw error;
    }
  };
}
