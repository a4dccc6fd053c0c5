import { type MlflowClient, ServerAway, syncStudy, trackingClient, verifyStudy } from '@collapse/tracking';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { chooseTracking } from '../tracking/choose-tracking.ts';
import { trackingText } from '../tracking/tracking-text.ts';
import { fromUser } from '../user-path.ts';

interface SyncArguments {
  readonly study: string;
  readonly tracking?: string;
  readonly verify?: boolean;
}

const EXAMPLES = `
Examples:
  npx sweep sync --study runs/demo                                   to MLFLOW_TRACKING_URI, or the project's own server
  npx sweep sync --study runs/demo --tracking http://127.0.0.1:5000  to another
  npx sweep sync --study runs/demo --verify                          then read everything back and compare

Exit status: 0 the server has all of the study, 1 it has not (refused, deleted there, away, different), 2 wrong command.`;

export function addSyncCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('sync')
    .summary('send a study to MLflow')
    .description('Sends to an MLflow server what it does not have yet of a study. Sending twice changes nothing.')
    .requiredOption('--study <dir>', 'the study folder')
    .option('--tracking <uri>', "the server (default: MLFLOW_TRACKING_URI, else the project's own where it is up)")
    .option('--verify', 'then read everything back and compare it with the study folder')
    .addHelpText('after', EXAMPLES)
    .action(async (given: SyncArguments) => exit(await sync(given)));
}

async function sync({ study, tracking, verify = false }: SyncArguments): Promise<ExitStatus> {
  const directory = fromUser(study);
  const chosen = await chooseTracking(tracking, process.env);
  if (chosen === null) throw noServer(tracking);
  const client = trackingClient(chosen.trackingUri, process.env, sayOnce());
  try {
    const onSent = progress('sent');
    const report = await syncStudy({ directory, client, environment: process.env, now: Date.now, onSent });
    process.stdout.write(`${trackingText(report)}\n`);
    const complete = report.refused === 0 && report.blocked.length === 0;
    const equal = verify ? await compare(directory, client) : true;
    return complete && equal ? EXIT.done : EXIT.someFailed;
  } catch (error) {
    if (!(error instanceof ServerAway)) throw error;
    process.stderr.write(`${error.message}\nWhat was sent is kept; run the same command again to go on.\n`);
    return EXIT.someFailed;
  }
}

async function compare(directory: string, client: MlflowClient): Promise<boolean> {
  const { trials, points, artifacts, differences } = await verifyStudy({
    directory,
    client,
    onChecked: progress('compared'),
    onDifference: ({ trialId, what, expected, received }) => {
      const owner = trialId === null ? 'study' : `trial ${trialId}`;
      process.stdout.write(`differs   ${owner}, ${what}: expected ${expected}, received ${received}\n`);
    },
  });
  const compared = `${trials} trials, ${points} metric points, ${artifacts} files read back`;
  const outcome = differences === 0 ? 'all equal' : `${differences} difference${differences === 1 ? '' : 's'}`;
  process.stdout.write(`verified  ${compared}: ${outcome}\n`);
  return differences === 0;
}

const MILLISECONDS_BETWEEN_LINES = 5000;

/** A line now and then. */
function progress(word: string): (count: number) => void {
  let last = performance.now();
  return (count) => {
    if (performance.now() - last < MILLISECONDS_BETWEEN_LINES) return;
    last = performance.now();
    process.stderr.write(`${count} trials ${word}\n`);
  };
}

/** Two trials are sent at once: only the first of their complaints is shown, and only when the wait can be felt. */
function sayOnce(): (notice: { error: Error; waitMilliseconds: number }) => void {
  let quietUntil = 0;
  return ({ error, waitMilliseconds }) => {
    const now = performance.now();
    if (waitMilliseconds < 1000 || now < quietUntil) return;
    quietUntil = now + waitMilliseconds;
    process.stderr.write(`${error.message} Trying again in ${Math.ceil(waitMilliseconds / 1000)} s.\n`);
  };
}

function noServer(received: string | undefined): UserError {
  return new UserError({
    field: '--tracking',
    expected: 'the address of an MLflow server',
    received: received ?? 'none, no MLFLOW_TRACKING_URI, and no server of the project’s own',
    remedy: 'Give one, or start a local server with `npx sweep mlflow`.',
  });
}
