import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { syncStudy, verifyStudy } from '../src/index.ts';
import { freePort } from '../test/support/free-port.ts';
import { leftOut } from '../test/support/left-out.ts';
import { runsByTrial } from '../test/support/read-back.ts';
import { mlflowExecutable, startServer } from '../test/support/server.ts';
import { temporaryFolder, trainedFixture } from '../test/support/study-fixture.ts';

/** Runs where PostgreSQL is installed (Debian: apt-get install postgresql); POSTGRESQL_BIN names its programs' folder. */
const programs = [process.env.POSTGRESQL_BIN, ...debianFolders()].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'initdb')),
);
const executable = mlflowExecutable();

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  return existsSync(root)
    ? readdirSync(root)
        .sort()
        .reverse()
        .map((version) => join(root, version, 'bin'))
    : [];
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
function asUnprivileged(command: readonly string[]): [string, string[]] {
  const [program = '', ...rest] = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  return [program, rest];
}

if (programs === undefined || executable === undefined) {
  leftOut('PostgreSQL: there is none, POSTGRESQL_BIN names the folder of its programs');
} else {
  test('on PostgreSQL: sent, read back equal, nothing sent twice', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tracking-postgresql-'));
    chmodSync(folder, 0o777);
    t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const data = join(folder, 'data');
    const port = await freePort();
    const [init, initArguments] = asUnprivileged([
      join(programs, 'initdb'),
      '-D',
      data,
      '-U',
      'test',
      '-A',
      'trust',
      '-N',
    ]);
    execFileSync(init, initArguments, { cwd: folder, stdio: 'ignore' });
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off'];
    const [start, startArguments] = asUnprivileged([
      join(programs, 'postgres'),
      '-D',
      data,
      '-p',
      String(port),
      ...settings,
    ]);
    const postgres = spawn(start, startArguments, { cwd: folder, stdio: 'ignore' });
    const gone = new Promise((resolve) => postgres.once('exit', resolve));
    t.teardown(async () => {
      postgres.kill('SIGTERM');
      await gone;
    });
    const ready = () => {
      try {
        execFileSync(
          join(programs, 'psql'),
          ['-h', '127.0.0.1', '-p', String(port), '-U', 'test', '-c', 'create database mlflow', 'postgres'],
          { stdio: 'ignore' },
        );
        return true;
      } catch (error) {
        if (error instanceof Error && 'status' in error) return false;
        throw error;
      }
    };
    while (!ready()) {
      if (postgres.exitCode !== null) return t.fail('postgres did not start');
      await wait(200);
    }
    const server = await startServer(executable, `postgresql+psycopg2://test@127.0.0.1:${port}/mlflow`);
    t.teardown(() => server.stop());
    const { directory, trials, record } = trainedFixture(temporaryFolder(t), {
      steps: 100,
      metrics: 8,
      pictures: true,
    });
    const client = new MlflowClient({ trackingUri: server.uri }, {});
    const options = { directory, client, environment: {}, now: Date.now };
    t.like(await syncStudy(options), { sent: trials.length, refused: 0 });
    t.like(await verifyStudy({ directory, client, onDifference: (one) => t.log(one) }), { differences: 0 });
    t.like(await syncStudy(options), { sent: 0, studySent: false });
    t.is((await runsByTrial(client, record.name)).size, trials.length + 1);
  });
}
