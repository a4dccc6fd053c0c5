import { basename } from 'node:path';
import { isStudyInput, UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { chooseExecution } from '../execution/choose-execution.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { loadGridFile } from '../load-grid-file.ts';
import { makePlan, type Plan } from '../plan.ts';
import { formatBackend, planText, trialLines } from '../terminal/plan-text.ts';
import { chooseTracking } from '../tracking/choose-tracking.ts';
import { followTracking } from '../tracking/follow-tracking.ts';
import { trainPlan } from '../train-plan.ts';
import { forUser } from '../user-path.ts';
import { addExecutionOptions, type GridArguments, resolveGridOptions } from './grid-options.ts';

const EXAMPLES = `
Examples:
  npx sweep grid                                          the demo grid
  npx sweep grid experiments/linear-optimum.ts            another grid; run it again to go on where it stopped
  npx sweep grid my-grid.json --dry-run                   what would be trained, and what theory predicts
  npx sweep grid my-grid.json --reuse runs/demo           take over trials that another study has done
  npx sweep grid --tracking http://127.0.0.1:5000         send results to this MLflow server as they come
  npx sweep grid --executor NAME --executor-options FILE  on other machines, see above
  npx sweep grid --fresh                                  from the start; the old study is kept under another name

Exit status: 0 every trial done, 1 some failed, 2 wrong command or grid, 130 interrupted.`;

/** @param args the command line, for telling the user how to go on */
export function addGridCommand(program: Command, args: readonly string[], exit: (status: ExitStatus) => void): void {
  const command = program
    .command('grid')
    .argument('[file]', 'the grid, as with --grid')
    .summary('train a grid, compare it with theory, write the report')
    .description('Trains what a grid has left to do, then writes results.csv and the report into its study folder.')
    .option('--grid <file>', 'the grid, .ts or .json (default: experiments/demo.ts)')
    .option('--out <dir>', 'the study folder (default: runs/<name of the grid>)')
    .option('--dry-run', 'list each trial with what theory predicts, and stop')
    .option('--fresh', 'set an older study in the folder aside and start from nothing')
    .option('--reuse <dir>', 'take over finished trials of another study folder');
  addExecutionOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: GridArguments) => {
      const given = withGridFile(options, file);
      // With --fresh the same command would begin anew.
      const again = commandLine(args.filter((arg) => arg !== '--fresh'));
      exit(await runGrid(given, again));
    });
}

/** @throws UserError where the grid is named twice, differently */
function withGridFile(options: GridArguments, file: string | undefined): GridArguments {
  if (file === undefined || file === options.grid) return options;
  if (options.grid === undefined) return { ...options, grid: file };
  throw new UserError({
    field: '--grid',
    expected: 'one grid file',
    received: `${options.grid} and ${file}`,
    remedy: 'Give one of them.',
  });
}

async function runGrid(given: GridArguments, again: string): Promise<ExitStatus> {
  const { plan: planOptions, execution, dryRun } = resolveGridOptions(given);
  const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
  const chosen = dryRun ? null : await chooseTracking(given.tracking, process.env);
  const input = await loadGridFile(planOptions.gridFile);
  if (isStudyInput(input)) throw studyAsGrid(planOptions.gridFile);
  const plan = await makePlan({ ...planOptions, input, backend: execution.backend, onNotice });
  const chosenExecution = await chooseExecution(execution);
  const { executor } = chosenExecution;
  try {
    const words = { executor: executor.description, backend: formatBackend(execution) };
    process.stdout.write(`${planText(plan, words)}\n`);
    if (dryRun) return listTrials(plan);
    return await trainPlan(plan, chosenExecution, followTracking(plan.directory, chosen, onNotice), again);
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

function studyAsGrid(file: string): UserError {
  return new UserError({
    field: '--grid',
    expected: 'a grid',
    received: `${forUser(file)}, a study of several`,
    remedy: `Run \`npx sweep study --name ${basename(file, '.ts')}\`.`,
  });
}
