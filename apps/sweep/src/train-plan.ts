import type { Execution } from '@collapse/executors/contract';
import { cancelCommand } from './command-line.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { listenForInterruption } from './interruption.ts';
import type { Plan } from './plan.ts';
import { type RunOutcome, runStudy } from './run-study.ts';
import { followRun } from './terminal/follow-run.ts';
import { outcomeText } from './terminal/outcome-text.ts';
import type { FollowedTracking } from './tracking/follow-tracking.ts';

/** Trains what a plan has left to do with a view of it on the terminal, then writes its results and report. */
export async function trainPlan(
  plan: Plan,
  execution: Execution,
  tracking: FollowedTracking,
  again: string,
): Promise<ExitStatus> {
  try {
    const { interrupted, done, failed } = await follow(plan, execution, tracking);
    if (interrupted) {
      const count = `${done} of ${plan.grid.trials.length} trials are done`;
      process.stderr.write(`Interrupted: ${count}. To go on, run the same command again:\n  ${again}\n`);
      if ((execution.executor.outliving?.underWay(plan.directory).size ?? 0) > 0) {
        const end = cancelCommand(plan.directory);
        process.stderr.write(`Trials on other machines go on without this program. To end them:\n  ${end}\n`);
      }
      const later = await tracking.interrupt();
      if (later !== null) process.stderr.write(`${later}\n`);
      return EXIT.interrupted;
    }
    // Loaded here: drawing figures takes a large library, which planning can do without.
    const { writeOutcome } = await import('./write-outcome.ts');
    process.stdout.write(`\n${outcomeText(await writeOutcome(plan.directory))}\n`);
    const sent = await tracking.finish();
    if (sent !== null) process.stdout.write(`${sent}\n`);
    if (failed.length === 0) return EXIT.done;
    process.stderr.write(`${failed.length} of the trials failed. To try them again:\n  ${again}\n`);
    return EXIT.someFailed;
  } finally {
    await tracking.interrupt();
  }
}

async function follow(plan: Plan, execution: Execution, tracking: FollowedTracking): Promise<RunOutcome> {
  const underWay =
    execution.executor.outliving === undefined
      ? 'Stopping: trials under way end at their next step.'
      : 'Leaving: trials under way go on without this program.';
  const view = followRun(plan, { output: process.stdout, errors: process.stderr });
  const interruption = listenForInterruption(() => view.say(`${underWay} Once more ends the program at once.`));
  const onStart: typeof view.onStart = (trials, setAside) => {
    view.onStart(trials, setAside);
    tracking.start();
  };
  try {
    const { onEvent, say } = view;
    const { signal } = interruption;
    return await runStudy(plan, { ...execution, signal, clock: Date.now, onStart, onEvent, onNotice: say });
  } finally {
    view.end();
    interruption.release();
  }
}
