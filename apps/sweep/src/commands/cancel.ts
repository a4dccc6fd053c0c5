import { setTimeout as sleep } from 'node:timers/promises';
import { readStudy, type StudyOwner, type StudyPaths, studyOwner } from '@collapse/study';
import type { Command } from 'commander';
import { cancelElsewhere } from '../execution/work-elsewhere.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { fromUser } from '../user-path.ts';

const LOOK_MILLISECONDS = 100;
const WAIT_SECONDS = 30;

export function addCancelCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('cancel')
    .summary('end what a study has under way')
    .description(
      'Ends the trials that a study has under way, here or on a cluster. What is done stays; the same grid command goes on.',
    )
    .requiredOption('--study <dir>', 'the study folder')
    .addHelpText('after', '\nExample:\n  npx sweep cancel --study runs/demo')
    .action(async ({ study }: { study: string }) => {
      const directory = fromUser(study);
      const { paths } = readStudy(directory);
      const here = await stopProgram(paths);
      const lines = [...(here === null ? [] : [here]), ...(await cancelElsewhere(directory))];
      process.stdout.write(`${lines.join('\n') || 'Nothing of this study is under way.'}\n`);
      exit(EXIT.done);
    });
}

/** Tells the program that works on the study to stop, as Ctrl-C does. @returns what came of it; null where there is none */
async function stopProgram(paths: StudyPaths): Promise<string | null> {
  const owner = studyOwner(paths);
  if (owner === null) return null;
  const name = `process ${owner.processId} on ${owner.host}`;
  if (!owner.here) return `The study is in use by ${name}: press Ctrl-C there, or run this command there.`;
  process.kill(owner.processId, 'SIGINT');
  for (const until = performance.now() + 1000 * WAIT_SECONDS; performance.now() < until; ) {
    if (!isSame(studyOwner(paths), owner)) return `Stopped ${name}.`;
    await sleep(LOOK_MILLISECONDS);
  }
  return `Told ${name} to stop; after ${WAIT_SECONDS} s it is still at work.`;
}

function isSame(one: StudyOwner | null, other: StudyOwner): boolean {
  return one?.processId === other.processId && one.startedAt === other.startedAt;
}
