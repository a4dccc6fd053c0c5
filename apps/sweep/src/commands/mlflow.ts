import { findLocalServer, startLocalServer } from '@collapse/tracking';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { listenForInterruption } from '../interruption.ts';
import { MLFLOW_FOLDER, mlflowExecutable } from '../tracking/mlflow-installation.ts';
import { forUser } from '../user-path.ts';

export function addMlflowCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('mlflow')
    .summary('a local MLflow server on the project’s own data')
    .description('Starts a local MLflow server with its UI. Grids send to it while it is up. Ctrl-C ends it.')
    .option('--port <n>', 'its port on 127.0.0.1', '5000')
    .addHelpText('after', '\nExample:\n  npx sweep mlflow')
    .action(async ({ port }: { port: string }) => exit(await serve(portNumber(port))));
}

async function serve(port: number): Promise<ExitStatus> {
  const running = await findLocalServer(MLFLOW_FOLDER);
  if (running !== null) {
    process.stdout.write(`MLflow is running already: ${running}\n`);
    return EXIT.done;
  }
  const executable = mlflowExecutable(process.env);
  process.stdout.write(`Starting MLflow; its data is in ${forUser(MLFLOW_FOLDER)} ...\n`);
  const interruption = listenForInterruption(() => process.stderr.write('Stopping MLflow ...\n'));
  try {
    const options = { executable, directory: MLFLOW_FOLDER, port, environment: process.env };
    const server = await startLocalServer(options);
    process.stdout.write(`MLflow is at ${server.uri}. Ctrl-C ends it.\n`);
    const log = await Promise.race([server.ended, aborted(interruption.signal)]);
    await server.stop();
    if (log === null) return EXIT.done;
    process.stderr.write(`MLflow ended by itself:\n${log}\n`);
    return EXIT.someFailed;
  } finally {
    interruption.release();
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function portNumber(received: string): number {
  const port = Number(received);
  if (/^\d+$/.test(received) && port >= 1 && port <= 65_535) return port;
  throw new UserError({
    field: '--port',
    expected: 'an integer from 1 to 65535',
    received,
    remedy: 'Leave it out for 5000.',
  });
}
