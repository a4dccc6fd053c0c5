import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { chooseExecution } from '../choose-executor.ts';
import { commandLine } from '../command-line.ts';
import type { ExitStatus } from '../exit-status.ts';
import { findStudy } from '../study/find-studies.ts';
import { makeStudy } from '../study/make-study.ts';
import { backendWords, planText } from '../terminal/plan-text.ts';
import { chooseTracking } from '../tracking/choose-tracking.ts';
import { followTracking } from '../tracking/follow-tracking.ts';
import { trainPlan } from '../train-plan.ts';
import { forUser, fromUser } from '../user-path.ts';
import { addExecutionOptions, type ExecutionArguments, resolveExecution } from './grid-options.ts';

interface StudyArguments extends ExecutionArguments {
  readonly name: string;
  readonly quick?: boolean;
  readonly size?: string;
  readonly fresh?: boolean;
  readonly png?: boolean;
  readonly reports: string;
  readonly tracking?: string;
}

const EXAMPLES = `
Examples:
  npx sweep studies                                    what there is, what each needs, when it last ran
  npx sweep study --name beta-threshold --quick        a small version, for a few minutes at most
  npx sweep study --name beta-threshold                at the source's sizes; again: go on where it stopped
  npx sweep study --name beta-threshold --png          the page again, with its figures as PNG too

Trials go to runs/NAME/SIZE/, the page to reports/NAME/, the gallery of all pages to reports/index.html.`;

/** @param args the command line, for telling the user how to go on */
export function addStudyCommand(program: Command, args: readonly string[], exit: (status: ExitStatus) => void): void {
  const command = program
    .command('study')
    .summary('run a study of experiments/ and write its page')
    .description('Trains what the grids of a study have left to do, then writes its page and the gallery.')
    .requiredOption('--name <name>', 'the study, as `npx sweep studies` lists it')
    .option('--quick', 'the quick size instead of the full one')
    .option('--size <name>', 'another size that the study has')
    .option('--fresh', 'set older trials of the same size aside and start from nothing')
    .option('--png', 'write the figures as PNG too')
    .option('--reports <dir>', 'where pages go', 'reports');
  addExecutionOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (given: StudyArguments) => {
      const again = commandLine(args.filter((arg) => arg !== '--fresh'));
      exit(await runStudyCommand(given, again));
    });
}

async function runStudyCommand(given: StudyArguments, again: string): Promise<ExitStatus> {
  const size = sizeOf(given);
  const choice = resolveExecution(given);
  const found = await findStudy(given.name);
  const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
  const chosen = await chooseTracking(given.tracking, process.env);
  const execution = await chooseExecution(choice);
  const words = { executor: execution.executor.description, backend: backendWords(choice) };
  try {
    const { status, record } = await makeStudy(found, {
      size,
      runs: fromUser('runs'),
      reports: fromUser(given.reports),
      command: studyCommand(given.name, size),
      fresh: given.fresh ?? false,
      onNotice,
      train(plan) {
        process.stdout.write(`${planText(plan, words)}\n`);
        return trainPlan(plan, execution, followTracking(plan.directory, chosen, onNotice), again);
      },
    });
    if (record !== null) {
      const folder = join(fromUser(given.reports), record.name);
      if (given.png) {
        const { writePngs } = await import('../study/write-pngs.ts');
        writePngs(folder, record);
      }
      process.stdout.write(`\nfinding   ${record.headline}\npage      ${forUser(folder)}/README.md\n`);
      process.stdout.write(`gallery   ${forUser(fromUser(given.reports))}/index.html\n`);
    }
    return status;
  } finally {
    await execution.executor.close();
  }
}

/** The command that makes a page, short enough for a caption. */
export function studyCommand(name: string, size: string): string {
  const chosen = size === 'full' ? '' : size === 'quick' ? ' --quick' : ` --size ${size}`;
  return `npx nx run sweep:study --name ${name}${chosen}`;
}

function sizeOf({ quick, size }: StudyArguments): string {
  if (quick && size !== undefined && size !== 'quick') {
    throw new UserError({
      field: '--size',
      expected: 'nothing beside --quick',
      received: size,
      remedy: 'Give either --quick or --size.',
    });
  }
  return quick ? 'quick' : (size ?? 'full');
}
