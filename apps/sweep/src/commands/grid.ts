import type { Command } from 'commander';
import { chooseExecution, type Execution } from '../choose-executor.ts';
import { commandLine } from '../command-line.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { listenForInterruption } from '../interruption.ts';
import { makePlan, type Plan } from '../plan.ts';
import { type RunOutcome, runStudy } from '../run-study.ts';
import { followRun } from '../terminal/follow-run.ts';
import { outcomeText } from '../terminal/outcome-text.ts';
import { backendWords, planText, trialLines } from '../terminal/plan-text.ts';
import { chooseTracking } from '../tracking/choose-tracking.ts';
import { type FollowedTracking, followTracking } from '../tracking/follow-tracking.ts';
import { type GridArguments, resolveGridOptions } from './grid-options.ts';

const EXAMPLES = `
Examples:
  npx sweep grid                                          the demo grid
  npx sweep grid --grid experiments/linear-optimum.ts     another grid; run it again to go on where it stopped
  npx sweep grid --grid my-grid.json --dry-run            what would be trained, and what theory predicts
  npx sweep grid --grid my-grid.json --reuse runs/demo    take over trials that another study has done
  npx sweep grid --tracking http://127.0.0.1:5000         send results to this MLflow server as they come
  npx sweep grid --fresh                                  from the start; the old study is kept under another name

Exit status: 0 every trial done, 1 some failed, 2 wrong command or grid, 130 interrupted.`;

/** @param args the command line, for telling the user how to go on */
export function addGridCommand(program: Command, args: readonly string[], exit: (status: ExitStatus) => void): void {
  program
    .command('grid')
    .summary('train a grid, compare it with theory, write the report')
    .description('Trains what a grid has left to do, then writes results.csv and the report into its study folder.')
    .option('--grid <file>', 'the grid, .ts or .json (default: experiments/demo.ts)')
    .option('--out <dir>', 'the study folder (default: runs/<name of the grid>)')
    .option('--workers <n>', 'worker threads (default: as many as the machine has room for)')
    .option('--dry-run', 'list each trial with what theory predicts, and stop')
    .option('--fresh', 'set an older study in the folder aside and start from nothing')
    .option('--reuse <dir>', 'take over finished trials of another study folder')
    .option(
      '--tracking <uri|off>',
      "an MLflow server to send to (default: MLFLOW_TRACKING_URI, else the project's own if up)",
    )
    .option('--backend <name>', 'auto, native or wasm', 'auto')
    .option('--executor <name>', 'local (worker threads) or in-process (one trial at a time, for debugging)', 'local')
    .option(
      '--packs <auto|off>',
      'train trials of one shape together, and many steps a call, where that is faster',
      'auto',
    )
    .option('--gpus <list>', 'one process for each of these GPUs, such as 0,1; or all')
    .addHelpText('after', EXAMPLES)
    .action(async (given: GridArguments) => {
      // With --fresh the same command would begin anew.
      const again = commandLine(args.filter((arg) => arg !== '--fresh'));
      exit(await runGrid(given, again));
    });
}

async function runGrid(given: GridArguments, again: string): Promise<ExitStatus> {
  const { plan: planOptions, execution, dryRun } = resolveGridOptions(given);
  const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
  const chosen = dryRun ? null : await chooseTracking(given.tracking, process.env);
  const plan = await makePlan({ ...planOptions, onNotice });
  const chosenExecution = chooseExecution(execution);
  const { executor } = chosenExecution;
  try {
    const words = { executor: executor.description, backend: backendWords(execution) };
    process.stdout.write(`${planText(plan, words)}\n`);
    if (dryRun) return listTrials(plan);
    return await train(plan, chosenExecution, followTracking(plan.directory, chosen, onNotice), again);
  } finally {
    await executor.close();
  }
}

function listTrials(plan: Plan): ExitStatus {
  process.stdout.write('\n');
  for (const line of trialLines(plan)) process.stdout.write(`${line}\n`);
  process.stdout.write('\nNothing was started: this was a dry run.\n');
  return EXIT.done;
}

async function train(plan: Plan, execution: Execution, tracking: FollowedTracking, again: string): Promise<ExitStatus> {
  try {
    const { interrupted, done, failed } = await follow(plan, execution, tracking);
    if (interrupted) {
      const count = `${done} of ${plan.grid.trials.length} trials are done`;
      process.stderr.write(`Interrupted: ${count}. To go on, run the same command again:\n  ${again}\n`);
      const later = await tracking.interrupt();
      if (later !== null) process.stderr.write(`${later}\n`);
      return EXIT.interrupted;
    }
    // Loaded here: drawing figures takes a large library, which planning can do without.
    const { writeOutcome } = await import('../write-outcome.ts');
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
  const interruption = listenForInterruption(() =>
    process.stderr.write('Stopping: trials under way end at their next step. Once more ends the program at once.\n'),
  );
  const view = followRun(plan, { output: process.stdout, errors: process.stderr });
  const onStart: typeof view.onStart = (trials, setAside) => {
    view.onStart(trials, setAside);
    tracking.start();
  };
  try {
    const { onEvent } = view;
    const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
    const { signal } = interruption;
    return await runStudy(plan, { ...execution, signal, clock: Date.now, onStart, onEvent, onNotice });
  } finally {
    view.end();
    interruption.release();
  }
}
