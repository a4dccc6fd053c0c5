import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A real server of a test file's own, that can be killed and started again on the same data. */
export interface TestServer {
  readonly port: number;
  readonly password: string;
  readonly passwordFile: string;
  readonly url: string;
  readonly urlWithPassword: string;
  /** As a power cut would end it. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  end(): Promise<void>;
}

/** @throws Error where set-up brought no redis-server: these tests do not pass without one */
export async function testServer(): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  let server: RedisServer = await startRedisServer({ directory });
  process.once('exit', () => server.process.kill('SIGKILL'));
  const kill = async () => {
    if (server.process.exitCode !== null || server.process.signalCode !== null) return;
    const exited = once(server.process, 'exit');
    server.process.kill('SIGKILL');
    await exited;
  };
  const { port, password, passwordFile, url } = server;
  return {
    port,
    password,
    passwordFile,
    url,
    urlWithPassword: `redis://:${password}@127.0.0.1:${port}`,
    kill,
    async startAgain() {
      server = await startRedisServer({ directory, port });
    },
    async end() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
