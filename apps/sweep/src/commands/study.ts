import { join } from 'node:path';
import type { StudyRecord } from '@collapse/analysis';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { chooseExecution } from '../execution/choose-execution.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { findStudy } from '../study/find-studies.ts';
import { makeStudy } from '../study/make-study.ts';
import { remakePage } from '../study/remake-page.ts';
import { formatBackend, planText } from '../terminal/plan-text.ts';
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
  readonly fromResults?: boolean;
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
  npx sweep study --name beta-threshold --from-results the page's sentences again, from its own results.csv

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
    .option('--from-results', 'make a page again from its own results.csv, without its trials: nothing is trained')
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
  if (given.fromResults) return remake(given);
  const size = sizeOf(given);
  const choice = resolveExecution(given);
  const found = await findStudy(given.name);
  const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
  const chosen = await chooseTracking(given.tracking, process.env);
  const execution = await chooseExecution(choice);
  const words = { executor: execution.executor.description, backend: formatBackend(choice) };
  try {
    const { status, record } = await makeStudy(found, {
      size,
      runs: fromUser('runs'),
      reports: fromUser(given.reports),
      command: studyCommand(given.name, size),
      fresh: given.fresh ?? false,
      backend: choice.backend,
      onNotice,
      train(plan) {
        process.stdout.write(`${planText(plan, words)}\n`);
        return trainPlan(plan, execution, followTracking(plan.directory, chosen, onNotice), again);
      },
    });
    if (record !== null) await tellOf(record, given);
    return status;
  } finally {
    await execution.executor.close();
  }
}

/** What of the page follows from its table is made again; curves, pictures and times stay as they were. */
async function remake(given: StudyArguments): Promise<ExitStatus> {
  const beside = given.quick ? '--quick' : given.size === undefined ? given.fresh && '--fresh' : '--size';
  if (beside) {
    throw new UserError({
      field: '--from-results',
      expected: 'no --quick, --size or --fresh beside it: the page is of the size that it is of',
      received: beside,
      remedy: `Leave ${beside} out, or leave --from-results out to train.`,
    });
  }
  const onNotice = (line: string) => void process.stderr.write(`${line}\n`);
  const record = await remakePage(await findStudy(given.name), { reports: fromUser(given.reports), onNotice });
  await tellOf(record, given);
  return EXIT.done;
}

async function tellOf(record: StudyRecord, { reports, png }: StudyArguments): Promise<void> {
  const folder = join(fromUser(reports), record.name);
  if (png) {
    const { writePngs } = await import('../study/write-pngs.ts');
    writePngs(folder, record);
  }
  process.stdout.write(`\nfinding   ${record.headline}\npage      ${forUser(folder)}/README.md\n`);
  process.stdout.write(`gallery   ${forUser(fromUser(reports))}/index.html\n`);
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
