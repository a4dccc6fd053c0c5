import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** A real MLflow server that a test may kill and start again on the same data and port. */
export interface Server {
  readonly uri: string;
  /** As kill -9 does it: the server and its worker at once. */
  kill(): Promise<void>;
  /** Starts it again after a kill and waits until it answers. */
  restart(): Promise<void>;
  /** Kills it and removes its data. */
  stop(): Promise<void>;
}

const START_MILLISECONDS = 180_000;

/** The mlflow executable that tests run against: MLFLOW_EXECUTABLE, else the repository's own .venv; undefined if neither exists. */
export function mlflowExecutable(): string | undefined {
  const own = fileURLToPath(new URL('../../../../.venv/bin/mlflow', import.meta.url));
  const found = [process.env.MLFLOW_EXECUTABLE, own].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    console.warn('Tests against a real MLflow server are left out: run `npm run setup`, or set MLFLOW_EXECUTABLE.');
  }
  return found;
}

/** A quiet single-worker server on a free port of the loopback. @param store a database's address; default SQLite */
export async function startServer(executable: string, store?: string): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'tracking-server-'));
  const port = await freePort();
  const uri = `http://127.0.0.1:${port}`;
  const command = [
    ...['server', '--backend-store-uri', store ?? `sqlite:///${join(directory, 'mlflow.db')}`],
    ...['--artifacts-destination', join(directory, 'artifacts')],
    ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--uvicorn-opts', '--log-level warning --no-access-log'],
  ];
  const quiet = {
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  };
  let child: ChildProcess | null = null;
  const killNow = () => {
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', killNow);
  const kill = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    killNow();
    await gone;
  };
  const restart = async () => {
    await kill();
    let log = '';
    // A group of its own: the server's worker is a second process.
    const env = { ...process.env, ...quiet };
    const started = spawn(executable, command, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (text) => {
        log += text;
      });
    }
    const deadline = Date.now() + START_MILLISECONDS;
    while (!(await answers(uri))) {
      if (started.exitCode !== null || Date.now() > deadline) throw new Error(`mlflow server did not start:\n${log}`);
      await wait(100);
    }
  };
  const stop = async () => {
    await kill();
    process.removeListener('exit', killNow);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  await restart();
  return { uri, kill, restart, stop };
}

async function answers(uri: string): Promise<boolean> {
  try {
    return (await fetch(`${uri}/health`)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
