import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { outcomeText } from '../terminal/outcome-text.ts';
import { fromUser } from '../user-path.ts';

export function addReportCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('report')
    .summary('write the table and the report of a study again')
    .description('Writes results.csv and the report again, from the study folder alone.')
    .requiredOption('--study <dir>', 'the study folder')
    .addHelpText('after', '\nExample:\n  npx sweep report --study runs/demo')
    .action(async ({ study }: { study: string }) => {
      // Loaded here: drawing figures takes a large library.
      const { writeOutcome } = await import('../write-outcome.ts');
      process.stdout.write(`${outcomeText(await writeOutcome(fromUser(study)))}\n`);
      exit(EXIT.done);
    });
}
