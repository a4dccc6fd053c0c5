import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { findLocalServer, startLocalServer } from '../../src/index.ts';
import { freePort } from '../support/free-port.ts';
import { leftOut, NO_SERVER } from '../support/left-out.ts';
import { mlflowExecutable } from '../support/server.ts';
import { temporaryFolder } from '../support/study-fixture.ts';

const executable = mlflowExecutable();

test('a port in use is an error that names it', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const options = { executable: 'true', directory: temporaryFolder(t), port, environment: process.env };
  await t.throwsAsync(startLocalServer(options), {
    instanceOf: UserError,
    message: new RegExp(`${port}, which is in use`),
  });
});

test('a program that ends at once is an error with what it said', async (t) => {
  const directory = temporaryFolder(t);
  const program = join(directory, 'mlflow');
  writeFileSync(program, '#!/bin/sh\necho "no such database" >&2\nexit 1\n', { mode: 0o755 });
  const options = { executable: program, directory, port: await freePort(), environment: process.env };
  await t.throwsAsync(startLocalServer(options), {
    instanceOf: UserError,
    message: /ended at once:\nno such database/,
  });
  t.is(await findLocalServer(directory), null);
});

test('an address that nobody answers at is no server', async (t) => {
  const directory = temporaryFolder(t);
  t.is(await findLocalServer(directory), null);
  writeFileSync(join(directory, 'server.json'), JSON.stringify({ uri: `http://127.0.0.1:${await freePort()}` }));
  t.is(await findLocalServer(directory), null);
});

if (executable === undefined) {
  leftOut(NO_SERVER);
} else {
  test('a server is found while it is up, and gone with its workers after stop', async (t) => {
    const directory = temporaryFolder(t);
    const server = await startLocalServer({ executable, directory, port: await freePort(), environment: process.env });
    t.is(await findLocalServer(directory), server.uri);
    await server.stop();
    await server.stop();
    t.is(await findLocalServer(directory), null);
    await t.throwsAsync(fetch(`${server.uri}/health`));
  });
}
