import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isJsonObject } from '@collapse/study';
import { UserError } from '@collapse/trials';

/** An MLflow server of the project's own: SQLite and artifacts in one folder, reachable from this machine only. */
export interface LocalServer {
  readonly uri: string;
  /** Resolves when the server has ended by itself, with the end of its log. */
  readonly ended: Promise<string>;
  /** Ends the server and its workers. A second call does nothing. */
  stop(): Promise<void>;
}

export interface LocalServerOptions {
  /** The mlflow program. */
  readonly executable: string;
  /** The project's data folder for MLflow. */
  readonly directory: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const START_MILLISECONDS = 180_000;
const STOP_MILLISECONDS = 15_000;
const HEALTH_MILLISECONDS = 2000;
const LOG_CHARACTERS = 2000;

/** The address of the project's own server where it is up, else null. */
export async function findLocalServer(directory: string): Promise<string | null> {
  const path = addressFile(directory);
  if (!existsSync(path)) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isJsonObject(value) || typeof value.uri !== 'string') return null;
    return (await isHealthy(value.uri)) ? value.uri : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Starts the server and waits until it is healthy.
 * @throws UserError where the port is taken or the server does not start
 */
export async function startLocalServer({
  executable,
  directory,
  port,
  environment,
}: LocalServerOptions): Promise<LocalServer> {
  await requireFreePort(port);
  mkdirSync(directory, { recursive: true });
  const uri = `http://127.0.0.1:${port}`;
  const logFile = join(directory, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(executable, serverArguments(directory, port), {
    cwd: directory,
    // A group of its own: the server's workers are ended with it, and a Ctrl-C reaches it through this process only.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment, ...QUIET },
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    rmSync(addressFile(directory), { force: true });
    await endGroup(child);
  };
  try {
    await untilHealthy(uri, child, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  writeFileSync(addressFile(directory), `${JSON.stringify({ uri, processId: child.pid })}\n`);
  return { uri, ended: exited.then(() => logEnd(logFile)), stop };
}

/** No telemetry, and none of the background jobs, which would be eight more processes. */
const QUIET = {
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
};

function serverArguments(directory: string, port: number): string[] {
  return [
    ...['server', '--backend-store-uri', `sqlite:///${join(directory, 'mlflow.db')}`],
    ...['--artifacts-destination', join(directory, 'artifacts')],
    ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--uvicorn-opts', '--log-level warning --no-access-log'],
  ];
}

function addressFile(directory: string): string {
  return join(directory, 'server.json');
}

async function requireFreePort(port: number): Promise<void> {
  const server = createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  if (code === undefined) {
    await new Promise((resolve) => server.close(resolve));
    return;
  }
  throw new UserError({
    field: '--port',
    expected: 'a port of this machine that is free',
    received: `${port}, which is ${code === 'EADDRINUSE' ? 'in use' : `refused (${code})`}`,
    remedy: 'End what uses it, or choose another with --port.',
  });
}

async function untilHealthy(uri: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await isHealthy(uri))) {
    const failure = startFailure(child, Date.now() > deadline);
    if (failure !== null) {
      throw new UserError({
        field: 'mlflow server',
        expected: 'a server that starts',
        received: `${failure}:\n${logEnd(logFile)}\n`,
        remedy: `Put right what it says; all of its log is in ${logFile}.`,
      });
    }
    await wait(200);
  }
}

function startFailure(child: ChildProcess, late: boolean): string | null {
  if (child.pid === undefined) return 'a program that cannot be run';
  if (child.exitCode !== null || child.signalCode !== null) return 'one that ended at once';
  return late ? `none after ${START_MILLISECONDS / 1000} s` : null;
}

async function isHealthy(uri: string): Promise<boolean> {
  try {
    const response = await fetch(`${uri}/health`, { signal: AbortSignal.timeout(HEALTH_MILLISECONDS) });
    return (await response.text()).trim() === 'OK';
  } catch (error) {
    // No connection, or no answer in time.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

function logEnd(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-LOG_CHARACTERS).trim();
}

/** Asks the group to end, and makes it after a while. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  const deadline = Date.now() + STOP_MILLISECONDS;
  while (signalGroup(pid, 0)) {
    if (Date.now() > deadline) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await wait(50);
  }
}

/** False where nothing of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
