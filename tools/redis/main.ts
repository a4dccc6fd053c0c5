import { join, resolve } from 'node:path';
import { settingsIn, startRedisServer, stopRedisServer } from './redis-server.ts';

// A Redis server of one's own, for trying the Redis executor: `node tools/redis/main.ts start` and `... stop`.

const directory = resolve(process.env.REDIS_FOLDER ?? join(import.meta.dirname, '../../.data/redis'));

async function start(): Promise<void> {
  const settings = settingsIn(directory);
  if (settings !== null && (await isUp(settings))) {
    console.log(`Redis runs already: redis://127.0.0.1:${settings.port}`);
  } else {
    const { url } = await startRedisServer({ directory, detached: true });
    console.log(`Redis is at ${url}`);
  }
  console.log(`Its password is in ${join(directory, 'password')}`);
}

async function stop(): Promise<void> {
  const settings = settingsIn(directory);
  if (settings === null || !(await isUp(settings))) {
    console.log('No Redis server of this project runs.');
    return;
  }
  await stopRedisServer(settings);
  console.log(`Redis is stopped; its data is in ${directory}`);
}

async function isUp({ port, password }: { readonly port: number; readonly password: string }): Promise<boolean> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({ port, password, lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch (error) {
    // Refused, or a server with another password: not ours in any case.
    if (error instanceof Error) return false;
    throw error;
  } finally {
    redis.disconnect();
  }
}

const commands = new Map([
  ['start', start],
  ['stop', stop],
]);
const command = commands.get(process.argv[2] ?? '');
try {
  if (command === undefined) throw new Error('Give start or stop.');
  await command();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
