import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { readStudyStatus } from '../study-status.ts';
import { statusText } from '../terminal/status-text.ts';
import { fromUser } from '../user-path.ts';

export function addStatusCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('status')
    .summary('how far a study is, and what failed')
    .description('Tells what is done, running and failed, by host and by reason, from the study folder alone.')
    .requiredOption('--study <dir>', 'the study folder')
    .addHelpText('after', '\nExample:\n  npx sweep status --study runs/demo')
    .action(async ({ study }: { study: string }) => {
      process.stdout.write(`${statusText(await readStudyStatus(fromUser(study), Date.now()))}\n`);
      exit(EXIT.done);
    });
}
