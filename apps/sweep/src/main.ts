import { UserError } from '@collapse/trials';
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addCancelCommand } from './commands/cancel.ts';
import { addComponentsCommand } from './commands/components.ts';
import { addDiagnoseCommand } from './commands/diagnose.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addExportCommand } from './commands/export.ts';
import { addGridCommand } from './commands/grid.ts';
import { addMlflowCommand } from './commands/mlflow.ts';
import { addNewCommand } from './commands/new.ts';
import { addReportCommand } from './commands/report.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStudiesCommand } from './commands/studies.ts';
import { addStudyCommand } from './commands/study.ts';
import { addSyncCommand } from './commands/sync.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { leaveWhenInterrupted } from './interruption.ts';
import { outliveReaders } from './outlive-readers.ts';

/** Parses a command line, runs it and gives the exit status. */
export async function main(args: readonly string[]): Promise<ExitStatus> {
  leaveWhenInterrupted();
  outliveReaders([process.stdout, process.stderr]);
  let status: ExitStatus = EXIT.done;
  const exit = (value: ExitStatus) => {
    status = value;
  };
  const version = `sweep ${manifest.version}, Node ${process.versions.node}`;
  const program = new Command('sweep')
    .description('Trains grids of VAEs, compares them with the closed forms of posterior collapse, writes the report.')
    .version(version, '--version', 'the version of the program and of Node')
    .showHelpAfterError('Run it with --help for what there is.')
    .exitOverride();
  addGridCommand(program, args, exit);
  addExplainCommand(program, args, exit);
  addDiagnoseCommand(program, args, exit);
  addStatusCommand(program, exit);
  addCancelCommand(program, exit);
  addStudyCommand(program, args, exit);
  addStudiesCommand(program, exit);
  addReportCommand(program, exit);
  addEvaluateCommand(program, args, exit);
  addExportCommand(program, exit);
  addSyncCommand(program, exit);
  addMlflowCommand(program, exit);
  addComponentsCommand(program, exit);
  addNewCommand(program, exit);
  addSchemaCommand(program, exit);
  addWorkerCommand(program, exit);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed its message, which for --help is the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.wrongInput;
  }
}
