import type { ExecutorEvent } from '@collapse/executors/contract';
import { printableLines, type Trial } from '@collapse/trials';
import type { Plan } from '../plan.ts';
import { trainingCost } from '../training-cost.ts';
import { forUser } from '../user-path.ts';
import { type ProgressView, showProgress } from './progress.ts';
import { nameSettings } from './trial-settings.ts';

export interface Streams {
  readonly output: NodeJS.WriteStream;
  /** Failures and warnings. */
  readonly errors: NodeJS.WriteStream;
}

/** Shows a run as it goes: progress, each failure as it happens, what workers have to say. */
export function followRun(plan: Plan, { output, errors }: Streams) {
  let progress: ProgressView | null = null;
  const settings = nameSettings(plan.grid);
  const names = new Map(
    plan.grid.trials.map(({ id }, index) => [id, `${id} (${settings(plan.grid.places[index] ?? index)})`]),
  );
  const warn = (text: string) => {
    progress?.clear();
    errors.write(`${printableLines(text)}\n`);
  };
  return {
    /** A line that stays, above the progress. */
    say: warn,
    onStart(left: readonly Trial[], setAside: string | null) {
      if (setAside !== null) output.write(`The older study is now ${forUser(setAside)}.\n`);
      if (left.length === 0) return;
      const costs = left.map(
        (trial) =>
          [
            trial.id,
            trainingCost(trial.specification, plan.datasetOf(trial), plan.components.catalog.components),
          ] as const,
      );
      progress = showProgress({ stream: output, costs: new Map(costs), now: () => performance.now() / 1000 });
    },
    onEvent(event: ExecutorEvent) {
      const warning = warningOf(event, names);
      if (warning !== null) warn(warning);
      progress?.show(event);
    },
    end: () => progress?.end(),
  };
}

function warningOf(event: ExecutorEvent, names: ReadonlyMap<string, string>): string | null {
  if (event.kind === 'notice') return event.line;
  const name = names.get(event.trialId) ?? event.trialId;
  if (event.kind === 'retrying') return `trial ${name}: ${event.reason}, trying again: ${event.message}`;
  if (event.kind !== 'finished' || event.result.status === 'done') return null;
  return `trial ${name} failed, ${event.result.error.reason}: ${event.result.error.message}`;
}
