import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { redisExecutable } from '../setup/redis.ts';

/** A Redis server on 127.0.0.1 with a password, that keeps its data in a folder and writes every change to disk (AOF). */
export interface RedisServer {
  readonly port: number;
  readonly password: string;
  /** Without the password. */
  readonly url: string;
  readonly passwordFile: string;
  readonly process: ChildProcess;
}

export interface RedisServerOptions {
  /** Its data, its settings and its password; made where it does not exist. */
  readonly directory: string;
  /** A free one, or the one it had before, by default. */
  readonly port?: number;
  /** Whether it goes on when this process ends. */
  readonly detached?: boolean;
}

const ROOT = resolve(import.meta.dirname, '../..');
const START_MILLISECONDS = 10_000;

/** @throws Error where set-up brought no server, or it does not start */
export async function startRedisServer({
  directory,
  port,
  detached = false,
}: RedisServerOptions): Promise<RedisServer> {
  const executable = redisExecutable({ root: ROOT });
  if (!existsSync(executable)) {
    throw new Error(`Redis: expected ${executable}, which set-up brings, received none. Run \`npm run setup\`.`);
  }
  mkdirSync(directory, { recursive: true });
  const settings = writeSettings(directory, port ?? settingsIn(directory)?.port ?? (await freePort()));
  const child = spawn(executable, [settings.file], {
    cwd: directory,
    detached,
    stdio: 'ignore',
  });
  child.on('error', () => child.emit('exit', null, null));
  await waitUntilReady(child, settings, join(directory, 'redis.log'));
  if (detached) child.unref();
  const { port: chosen, password, passwordFile } = settings;
  return { port: chosen, password, passwordFile, url: `redis://127.0.0.1:${chosen}`, process: child };
}

/** Ends a server as Redis wants it, with its data written. */
export async function stopRedisServer(server: Pick<RedisServer, 'port' | 'password'>): Promise<void> {
  const redis = new Redis({
    port: server.port,
    password: server.password,
    lazyConnect: true,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  await redis.connect();
  const ended = once(redis, 'end');
  // The server hangs up instead of answering.
  await redis.shutdown('SAVE').catch(() => undefined);
  await ended;
}

/** Port and password of the server that a folder is for, whether it runs or not; null where it is for none. */
export function settingsIn(directory: string): { readonly port: number; readonly password: string } | null {
  const file = join(directory, 'redis.conf');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const port = /^port (\d+)$/m.exec(text)?.[1];
  const password = /^requirepass (\w+)$/m.exec(text)?.[1];
  return port === undefined || password === undefined ? null : { port: Number(port), password };
}

interface Settings {
  readonly file: string;
  readonly port: number;
  readonly password: string;
  readonly passwordFile: string;
}

function writeSettings(directory: string, port: number): Settings {
  const password = settingsIn(directory)?.password ?? randomBytes(24).toString('hex');
  const file = join(directory, 'redis.conf');
  const passwordFile = join(directory, 'password');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'appendonly yes',
    'appendfsync everysec',
    // Jobs must never be thrown out to make room.
    'maxmemory-policy noeviction',
    'dir .',
    'logfile redis.log',
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  return { file, port, password, passwordFile };
}

async function waitUntilReady(child: ChildProcess, { port, password }: Settings, log: string): Promise<void> {
  const redis = new Redis({ port, password, retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const { promise: gone, resolve: leave } = Promise.withResolvers<string>();
  const timer = setTimeout(() => leave('no answer'), START_MILLISECONDS);
  const onExit = (status: number | null) => leave(`its end with status ${status}`);
  child.once('exit', onExit);
  const outcome = await Promise.race([redis.ping().then(() => null), gone]);
  clearTimeout(timer);
  child.off('exit', onExit);
  redis.disconnect();
  if (outcome === null) return;
  const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
  throw new Error(`Redis: expected a server on port ${port}, received ${outcome}. Its log ends with:\n${said}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
