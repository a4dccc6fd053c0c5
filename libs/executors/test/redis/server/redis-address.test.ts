import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import { parseRedisOptions, redisAddress, requirePrefix } from '../../../src/redis/index.ts';

const none = { passwordFile: null, caFile: null, environment: {}, field: '--redis' };

test('host, port, database, user and TLS come from the URL', (t) => {
  t.like(redisAddress({ ...none, url: 'redis://10.0.0.5' }), { host: '10.0.0.5', port: 6379, database: 0, tls: null });
  t.like(redisAddress({ ...none, url: 'rediss://me@box:7000/3' }), {
    username: 'me',
    port: 7000,
    database: 3,
    tls: { ca: null },
  });
  t.like(redisAddress({ ...none, url: 'redis://[::1]:7000' }), { host: '::1', port: 7000 });
});

test('a password in the URL counts before one in a file, and that before the environment', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'password-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'from the file\n');
  const environment = { REDIS_PASSWORD: 'from the environment' };
  const url = 'redis://box';
  const passwordOf = (parts: object) => redisAddress({ ...none, url, environment, ...parts }).password;
  t.is(passwordOf({ url: 'redis://:from%20the%20url@box', passwordFile }), 'from the url');
  t.is(passwordOf({ passwordFile }), 'from the file');
  t.is(passwordOf({}), 'from the environment');
  t.is(passwordOf({ environment: {} }), null);
  t.throws(() => passwordOf({ passwordFile: join(folder, 'other') }), {
    instanceOf: UserError,
    message: /no such file/,
  });
  t.throws(() => passwordOf({ caFile: passwordFile }), { instanceOf: UserError, message: /Write rediss:/ });
});

test('a password is neither in the address that is shown nor in an error, wherever it was written', (t) => {
  const secret = fc.stringMatching(/^[a-z0-9]{12,20}$/).map((text) => `S${text}`);
  const caFile = fc.constantFrom(null, '/certificates.pem');
  const place = fc.constantFrom('redis://me:@box:7000', 'http://me:@box', 'redis://me:@box/x', '//:@box', 'me:@');
  fc.assert(
    fc.property(secret, place, caFile, (password, pattern, caFile) => {
      const url = pattern.replace(':@', `:${password}@`);
      try {
        t.false(redisAddress({ ...none, url, caFile }).url.includes(password));
      } catch (error) {
        t.true(error instanceof UserError && !error.message.includes(password));
      }
    }),
  );
  t.false(
    t
      .throws(() => parseRedisOptions({ url: 'redis://box', password: 'Secret1' }, 'redis.json'), {
        instanceOf: UserError,
      })
      .message.includes('Secret1'),
  );
});

test('options: defaults, and what is refused by name', (t) => {
  t.like(parseRedisOptions({ url: 'redis://box' }, 'redis.json'), {
    prefix: 'collapse',
    queued: 1000,
    fileMegabytes: 16,
    dataMegabytes: 1024,
  });
  t.throws(() => parseRedisOptions({}, 'redis.json'), { message: /redis\.json.*url/ });
  t.throws(() => parseRedisOptions({ url: 'redis://box', prefix: 'a:b' }, 'redis.json'), { message: /prefix/ });
  for (const prefix of ['a:b', '', '{x}', 'a\nb']) {
    t.throws(() => requirePrefix(prefix, '--prefix'), { instanceOf: UserError, message: /--prefix: expected letters/ });
  }
  t.throws(() => parseRedisOptions({ url: 'redis://box', queued: 0 }, 'redis.json'), { message: /queued/ });
  t.throws(() => parseRedisOptions({ url: 'redis://box', quened: 5 }, 'redis.json'), {
    message: /Did you mean queued/,
  });
});
