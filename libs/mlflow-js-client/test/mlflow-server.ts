import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

export interface MlflowServer {
  readonly uri: string;
  stop(): Promise<void>;
}

const START_MILLISECONDS = 180_000;

/** The mlflow executable that tests run against: MLFLOW_EXECUTABLE, else the repository's own .venv; undefined if neither exists. */
export function mlflowExecutable(): string | undefined {
  const candidates = [
    process.env.MLFLOW_EXECUTABLE,
    fileURLToPath(new URL('../../../.venv/bin/mlflow', import.meta.url)),
  ];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    console.warn('Tests against a real MLflow server are left out: run `npm run setup`, or set MLFLOW_EXECUTABLE.');
  }
  return found;
}

/** A quiet single-worker server on SQLite, on a free port of the loopback, with its data in a temporary folder. */
export async function startMlflowServer(executable: string): Promise<MlflowServer> {
  const directory = await mkdtemp(join(tmpdir(), 'mlflow-js-client-'));
  const port = await freePort();
  const child = spawn(
    executable,
    [
      ...['server', '--backend-store-uri', `sqlite:///${join(directory, 'mlflow.db')}`],
      ...['--artifacts-destination', join(directory, 'artifacts')],
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--uvicorn-opts', '--log-level warning --no-access-log'],
    ],
    {
      cwd: directory,
      // A group of its own: the server's worker is a second process.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        MLFLOW_DISABLE_TELEMETRY: 'true',
        DO_NOT_TRACK: 'true',
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
    },
  );
  let log = '';
  child.stdout.on('data', (text) => {
    log += text;
  });
  child.stderr.on('data', (text) => {
    log += text;
  });
  const killOnExit = () => killGroup(child);
  process.once('exit', killOnExit);
  const stop = async () => {
    process.removeListener('exit', killOnExit);
    const gone = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined;
    killGroup(child);
    await gone;
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  const uri = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await answers(uri))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`mlflow server did not start:\n${log}`);
    }
    await wait(200);
  }
  return { uri, stop };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}

async function answers(uri: string): Promise<boolean> {
  try {
    return (await fetch(`${uri}/health`)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
